import { describe, expect, it } from "vitest";
import type { Queries } from "@/api";
import { lead, leadOf } from "./interval";

describe("a difference with its interval", () => {
  it("is worded alike for the verdict and for a pick, and names its method", () => {
    const verdict = { candidate: 1, difference: 0.05, low: 0.01, high: 0.09, level: 0.95, pairs: 84 };
    const pick = { difference: 0.05, low: 0.01, high: 0.09 };
    for (const [interval, method] of [
      ["t", "PAIRED_T"],
      ["bootstrap", "BOOTSTRAP"],
      ["finite-t", "FINITE_T"],
      ["exact", "EXACT"],
    ] as const) {
      const worded = leadOf({ ...verdict, method } as Queries["VerdictDifference"]);
      expect(lead({ ...pick, interval }, true)).toBe(worded);
    }
    expect(lead({ ...pick, interval: "finite-t" }, true)).toContain("paired t, for exactly these cases");
  });

  it("has a plus where the pick is better, also when less is better", () => {
    const cheaper = lead({ difference: -0.02, low: -0.03, high: -0.01, interval: "t" }, false);
    expect(cheaper).toMatch(/^\+0\.02\d* \(95 % interval \+0\.01\d* to \+0\.03\d*, paired t\)$/);
    expect(lead({ difference: 0 }, false)).not.toMatch(/[-−]/);
  });
});
