export {
  type Access,
  access,
  authorisedFetch,
  type Commands,
  commands,
  idempotencyKey,
  type Queries,
  queries,
  type Scorers,
  scorers,
  unwrap,
} from "./client";
export { download } from "./download";
export { type KeysetPage, PAGE_ROWS, useKeyset } from "./keyset";
export { own } from "./own";
export { ApiError, asApiError, type FieldProblem, type Problem, type Remedy } from "./problem";
