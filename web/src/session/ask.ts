import { ApiError, asApiError, type Problem, retryAfterOf } from "@/api/problem";

export type Ask = <T>(method: "GET" | "POST" | "PUT", path: string, body?: object) => Promise<T>;

const TIMEOUT_MILLIS = 15_000;

/**
 * The requests that open, renew and end a session. They do not go through {@link authorised}, because a 401 of theirs is an answer
 * and no reason to renew. Everything but success is thrown as an ApiError.
 */
export const ask: Ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      // Also without a body: the server takes writes of a cookie session as JSON only, which no foreign form can send.
      ...(method === "GET" ? {} : { headers: { "Content-Type": "application/json" } }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
  } catch (thrown) {
    throw asApiError(thrown);
  }
  const json: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    throw new ApiError(response.status, (json ?? {}) as Problem, retryAfterOf(response));
  }
  return json as T;
};
