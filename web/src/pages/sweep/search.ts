import { figure, flag, oneOf, text, texts, whole, z } from "@/app/search";

export const liveSearch = z.object({ range: oneOf("15m", "all") });
export const leaderboardSearch = z.object({
  sort: text,
  f: text,
  state: oneOf("exploring", "pinned", "pruned", "complete", "stopped"),
  /** Candidate to compare all others with. */
  base: whole,
  /** Candidates chosen for the comparison. */
  sel: texts,
  /** Columns that are not shown. */
  hide: texts,
});
export const optimumSearch = z.object({ objective: text, maxCost: figure, maxP95: figure, brush: text });
export const matrixSearch = z.object({
  metric: text,
  only: oneOf("diff"),
  sort: text,
  q: text,
  cell: text,
  view: oneOf("list"),
});
export const runsSearch = z.object({
  status: text,
  candidate: whole,
  case: text,
  failure: text,
  source: text,
  metric: text,
  verdict: text,
  sort: text,
  run: text,
  full: flag,
});
export const eventsSearch = z.object({ kind: text, actor: text });
