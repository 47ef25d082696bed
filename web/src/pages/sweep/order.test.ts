import { describe, expect, it } from "vitest";
import { freshen, holdOrder } from "./order";

const row = (candidateIndex: number, updatedAt = 1, score = 0) => ({ candidateIndex, updatedAt, score });
const keyOf = (one: { candidateIndex: number }) => String(one.candidateIndex);

describe("a held order", () => {
  it("is the order of the server when nothing is held", () => {
    const rows = [row(2), row(1)];
    expect(holdOrder(rows, keyOf, undefined)).toEqual({ rows, changes: 0 });
  });

  it("keeps its places, takes the newest values and counts what waits", () => {
    const shown = holdOrder([row(2, 1, 0.9), row(1, 1, 0.8), row(3)], keyOf, ["1", "2", "3"]);
    expect(shown.rows.map(keyOf)).toEqual(["1", "2", "3"]);
    expect(shown.rows[1]?.score).toBe(0.9);
    expect(shown.changes).toBe(2);
  });

  it("drops what is gone and puts what is new at the end", () => {
    const shown = holdOrder([row(9), row(1)], keyOf, ["1", "2"]);
    expect(shown.rows.map(keyOf)).toEqual(["1", "9"]);
  });
});

describe("rows of the listing and the live feed", () => {
  it("take newer values only", () => {
    const rows = [row(1, 5, 0.5), row(2, 5, 0.5)];
    const live = new Map<string, unknown>([
      ["1", row(1, 6, 0.7)],
      ["2", row(2, 4, 0.1)],
    ]);
    const fresh = freshen(rows, live);
    expect(fresh.map((one) => one.score)).toEqual([0.7, 0.5]);
    expect(fresh[1]).toBe(rows[1]);
  });

  it("stay the same list when nothing is newer", () => {
    const rows = [row(1, 5)];
    expect(freshen(rows, new Map([["1", row(1, 5, 9)]]))).toBe(rows);
  });
});
