import { oneOf, text, z } from "@/app/search";

/** Candidates as `sweepId.index`. */
export const compareSearch = z.object({
  a: text,
  b: text,
  c: text,
  d: text,
  base: oneOf("a", "b", "c", "d"),
  case: text,
  metric: text,
});
