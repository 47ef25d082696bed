import { describe, expect, it } from "vitest";
import { cellText, cellWords, shareOf } from "./shade";
import { TILE, tilesOf } from "./tiles";

describe("tiles", () => {
  it("are those that the window touches", () => {
    expect(tilesOf({ first: 0, last: 10 }, { first: 0, last: 5 })).toEqual([{ row: 0, column: 0 }]);
    expect(tilesOf({ first: TILE.rows - 1, last: TILE.rows }, { first: 0, last: TILE.columns })).toEqual([
      { row: 0, column: 0 },
      { row: 0, column: 1 },
      { row: 1, column: 0 },
      { row: 1, column: 1 },
    ]);
  });
});

describe("a cell", () => {
  const cell = { runs: 1, failed: 0, scored: 1, mean: 1 };

  it("shows its mean without needless zeros", () => {
    expect(cellText(cell, 1)).toBe("1");
    expect(cellText({ ...cell, mean: 0.25 }, 1)).toBe("0.25");
  });

  it("folds repeats into passed of scored", () => {
    expect(cellText({ runs: 5, failed: 0, scored: 5, mean: 0.6, passed: 3 }, 5)).toBe("3/5");
  });

  it("tells failures, unscored answers and emptiness apart", () => {
    expect(cellText({ runs: 1, failed: 1, scored: 0 }, 1)).toBe("✗");
    expect(cellText({ runs: 1, failed: 0, scored: 0 }, 1)).toBe("?");
    expect(cellText({ runs: 0, failed: 0, scored: 0 }, 1)).toBe("");
    expect(cellWords({ runs: 2, failed: 1, scored: 1, mean: 0.5 }, 2)).toBe("mean 0.500, 2 of 2 repeats, 1 failed");
  });

  it("never has a shade without a number", () => {
    expect(shareOf(Number.NaN, 0, 1)).toBeUndefined();
    expect(shareOf(undefined, 0, 1)).toBeUndefined();
    expect(shareOf(3, 3, 3)).toBe(0.5);
    expect(shareOf(2, 0, 1)).toBe(1);
  });
});
