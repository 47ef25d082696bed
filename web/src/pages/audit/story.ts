import type { Access } from "@/api";

export type Entry = Access["AuditRecord"];

/** One write: the attempt, and what came of it where that is known. */
export interface Deed {
  readonly seq: number;
  /** The attempt; the outcome where the attempt itself is missing. */
  readonly entry: Entry;
  readonly outcome: Entry | undefined;
}

/**
 * Brings attempts and outcomes together, newest attempt first. `complete` tells that no older records follow: until then an outcome
 * whose attempt is on the next page waits for it.
 */
export function deedsOf(entries: readonly Entry[], complete: boolean): Deed[] {
  const outcomes = new Map<number, Entry>();
  for (const entry of entries) {
    if (entry.phase === "outcome" && entry.attempt !== undefined) {
      outcomes.set(entry.attempt, entry);
    }
  }
  const attempts = new Set(entries.filter((entry) => entry.phase === "attempt").map((entry) => entry.seq));
  const deeds: Deed[] = [];
  for (const entry of entries) {
    if (entry.phase === "attempt") {
      deeds.push({ seq: entry.seq, entry, outcome: outcomes.get(entry.seq) });
    } else if (complete && !attempts.has(entry.attempt ?? -1)) {
      deeds.push({ seq: entry.attempt ?? entry.seq, entry, outcome: entry });
    }
  }
  return deeds;
}
