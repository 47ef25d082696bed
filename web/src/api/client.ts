import createClient from "openapi-fetch";
import { authorised, session } from "@/session";
import type { components as AccessComponents, paths as AccessPaths } from "./access";
import type { components as CommandComponents, paths as CommandPaths } from "./commands";
import { ApiError, asApiError, type Problem, retryAfterOf } from "./problem";
import type { components as QueryComponents, paths as QueryPaths } from "./queries";
import type { components as ScorerComponents, paths as ScorerPaths } from "./scorers";

/** Schemas of who may do what: `Access["Key"]`. */
export type Access = AccessComponents["schemas"];
/** Schemas of what is made and told: `Commands["Endpoint"]`. */
export type Commands = CommandComponents["schemas"];
/** Schemas of what came of it: `Queries["Candidate"]`. */
export type Queries = QueryComponents["schemas"];
/** Schemas of what judges: `Scorers["ScorerType"]`. */
export type Scorers = ScorerComponents["schemas"];

const TIMEOUT_MILLIS = 15_000;

/** Every request ends: with an answer, or after 15 seconds. */
async function timedFetch(request: Request): Promise<Response> {
  return fetch(
    new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MILLIS)]) }),
  );
}

/** `fetch` with the session, for what is not described in the documents below. The caller limits the time. */
export const authorisedFetch = authorised(session, (request) => fetch(request));

// Looked up per call, so that tests can put their own fetch in place.
const options = {
  baseUrl: typeof location === "undefined" ? "http://localhost" : location.origin,
  fetch: authorised(session, timedFetch),
};

/** Sessions, users, keys and the audit log (`docs/openapi/access.yaml`). */
export const access = createClient<AccessPaths>(options);

/** Catalogue and commands (`docs/openapi/commands.yaml`). */
export const commands = createClient<CommandPaths>(options);
/** Sweeps, leaderboards, runs, status (`docs/openapi/queries.yaml`). */
export const queries = createClient<QueryPaths>(options);
/** Scorer catalogue and try-out (`docs/openapi/scorers.yaml`). */
export const scorers = createClient<ScorerPaths>(options);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer; everything else is thrown as an {@link ApiError}. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "AbortError") {
      throw thrown;
    }
    throw asApiError(thrown);
  }
  if (answer.response.ok) {
    return answer.data as T;
  }
  const problem = typeof answer.error === "object" && answer.error !== null ? (answer.error as Problem) : {};
  throw new ApiError(answer.response.status, problem, retryAfterOf(answer.response));
}

/** A fresh Idempotency-Key. `crypto.randomUUID` exists on secure origins and loopback only, so it is not used. */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
