import { describe, expect, it } from "vitest";
import { deedsOf, type Entry } from "./story";

const record = (seq: number, attempt?: number): Entry => ({
  seq,
  at: "2026-11-22T17:00:00Z",
  phase: attempt === undefined ? "attempt" : "outcome",
  ...(attempt === undefined ? {} : { attempt, status: 201 }),
  actor: "ada",
  method: "POST",
  path: "/api/v1/sweeps",
  hash: String(seq),
});

describe("the story", () => {
  it("is one line per write, the newest first, also when writes overlap", () => {
    const deeds = deedsOf([record(4, 1), record(3, 2), record(2), record(1)], true);
    expect(deeds.map(({ seq, outcome }) => [seq, outcome?.seq])).toEqual([
      [2, 3],
      [1, 4],
    ]);
  });

  it("shows an attempt without an outcome", () => {
    expect(deedsOf([record(1)], true)).toEqual([{ seq: 1, entry: record(1), outcome: undefined }]);
  });

  it("lets an outcome wait for its attempt on the next page, and shows it alone when there is none", () => {
    expect(deedsOf([record(9, 8), record(7)], false).map(({ seq }) => seq)).toEqual([7]);
    expect(deedsOf([record(9, 8), record(7)], true).map(({ seq }) => seq)).toEqual([8, 7]);
  });
});
