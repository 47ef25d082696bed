import { describe, expect, it } from "vitest";
import { cellText, cellWords, shadeClass, shareOf } from "./shade";
import { NO_SLOTS, type Slots, slotOf, slotsOf } from "./slots";
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

describe("slots", () => {
  const shown = (slots: Slots) =>
    Array.from({ length: slots.last - slots.first + 1 }, (_, at) => slotOf(slots, slots.first + at));

  it("are kept by what stays in view, and taken over by what comes", () => {
    const before = slotsOf(NO_SLOTS, 10, 14);
    const after = slotsOf(before, 12, 16);
    expect(shown(before)).toEqual([0, 1, 2, 3, 4]);
    expect(shown(after)).toEqual([2, 3, 4, 0, 1]);
    expect(shown(slotsOf(after, 9, 12))).toEqual([4, 0, 1, 2]);
  });

  it("are in order again after a jump, and when more are needed", () => {
    const scrolled = slotsOf(slotsOf(NO_SLOTS, 0, 4), 2, 6);
    expect(shown(slotsOf(scrolled, 500, 504))).toEqual([0, 1, 2, 3, 4]);
    expect(shown(slotsOf(scrolled, 2, 7))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("are never shared, wherever one scrolls", () => {
    let slots = NO_SLOTS;
    let seed = 7;
    for (let step = 0; step < 2_000; step += 1) {
      seed = (seed * 48_271) % 2_147_483_647;
      const first = Math.max(0, slots.first + (seed % 21) - 10 + (seed % 17 === 0 ? 900 : 0));
      slots = slotsOf(slots, first, first + 5 + (seed % 3));
      expect(new Set(shown(slots)).size).toBe(slots.last - slots.first + 1);
    }
  });
});

describe("a cell", () => {
  const cell = { runs: 1, failed: 0, scored: 1, mean: 1 };
  const once = { metric: "exact", repeats: 1 };

  it("shows its mean without needless zeros", () => {
    expect(cellText(cell, once)).toBe("1");
    expect(cellText({ ...cell, mean: 0.25 }, once)).toBe("0.25");
    expect(cellText({ ...cell, mean: 120 }, once)).toBe("120");
    expect(cellText({ ...cell, mean: 1_200 }, once)).toBe("1,200");
  });

  it("has as many digits as a price needs, and the unit of a time", () => {
    expect(cellText({ ...cell, mean: 0.000081 }, { metric: "cost-per-run-usd", repeats: 1 })).toBe("0.000081");
    expect(cellText({ ...cell, mean: 350 }, { metric: "latency-ms", repeats: 1 })).toBe("350\u202fms");
    expect(cellText({ ...cell, mean: 123_456 }, { metric: "tokens", repeats: 1 })).toBe("123\u202fk");
  });

  it("folds repeats into passed of scored", () => {
    expect(cellText({ runs: 5, failed: 0, scored: 5, mean: 0.6, passed: 3 }, { ...once, repeats: 5 })).toBe("3/5");
  });

  it("tells failures, unscored answers and emptiness apart", () => {
    expect(cellText({ runs: 1, failed: 1, scored: 0 }, once)).toBe("✗");
    expect(cellText({ runs: 1, failed: 0, scored: 0 }, once)).toBe("?");
    expect(cellText({ runs: 0, failed: 0, scored: 0 }, once)).toBe("");
    expect(cellWords({ runs: 2, failed: 1, scored: 1, mean: 0.5 }, { ...once, repeats: 2 })).toBe(
      "mean 0.500, 2 of 2 repeats, 1 failed",
    );
  });

  it("never has a shade without a number", () => {
    expect(shareOf(Number.NaN, 0, 1)).toBeUndefined();
    expect(shareOf(undefined, 0, 1)).toBeUndefined();
    expect(shareOf(3, 3, 3)).toBe(0.5);
    expect(shareOf(2, 0, 1)).toBe(1);
    expect(shareOf(30, 40, 20)).toBe(0.5);
    expect(shareOf(20, 40, 20)).toBe(1);
    expect(shadeClass(undefined)).toBeUndefined();
    expect([0, 0.51, 1].map(shadeClass)).toEqual(["shade-0", "shade-10", "shade-20"]);
  });
});
