/** One wrong field of a request, as the API names it. */
export interface FieldProblem {
  field: string;
  value?: unknown;
  message: string;
}

/** RFC 9457 problem document with the members that this API adds. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  errors?: FieldProblem[];
  currentVersion?: number;
  line?: number;
  column?: number;
  id?: string;
  /** Of 403, the scope that is missing. */
  scope?: string;
}

/** Milliseconds until it makes sense to ask again, where the server says so. */
export function retryAfterOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? seconds * 1000 : undefined;
}

/**
 * Who can do something about a failure: `fix` the person, `retry` time (we try again), `broken` the operator.
 */
export type Remedy = "fix" | "retry" | "broken";

/** A request that did not work out, with what to do about it. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly retryAfterMs?: number,
  ) {
    super(problem.detail ?? problem.title ?? (status === 0 ? "The server does not answer." : `HTTP ${status}`));
  }

  get remedy(): Remedy {
    if (this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504) {
      return "retry";
    }
    return this.status < 500 ? "fix" : "broken";
  }

  get notFound(): boolean {
    return this.status === 404;
  }
}

/** Anything thrown, as an ApiError. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) {
    return thrown;
  }
  if (thrown instanceof DOMException && thrown.name === "TimeoutError") {
    return new ApiError(0, { title: "No answer", detail: "The server did not answer within 15 seconds." });
  }
  if (thrown instanceof TypeError) {
    return new ApiError(0, { title: "Not reachable", detail: "The server cannot be reached." });
  }
  return new ApiError(500, { title: "Unexpected", detail: thrown instanceof Error ? thrown.message : String(thrown) });
}
