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

export const KEYS = ["a", "b", "c", "d"] as const;
export type Key = (typeof KEYS)[number];
type Search = Partial<Record<string, unknown>>;

/** The candidates that the address names, in order. */
export function chosenOf(search: Search): { key: Key; value: string }[] {
  return KEYS.flatMap((key) => {
    const value = search[key];
    return typeof value === "string" && value !== "" ? [{ key, value }] : [];
  });
}

/** The address with one more candidate, under the first letter that is free; as it was when there is none. */
export function withCandidate(search: Search, candidate: string): Search {
  const free = KEYS.find((key) => typeof search[key] !== "string" || search[key] === "");
  return free === undefined ? search : { ...search, [free]: candidate };
}

/** The candidates as the API takes them: `sweepId/index`, without gaps between the letters. */
export function queryOf(search: Search): { a: string; b: string; c?: string; d?: string } {
  const [a = "", b = "", c, d] = chosenOf(search).map(({ value }) => {
    const dot = value.lastIndexOf(".");
    return dot < 0 ? value : `${value.slice(0, dot)}/${value.slice(dot + 1)}`;
  });
  return { a, b, ...(c === undefined ? {} : { c }), ...(d === undefined ? {} : { d }) };
}
