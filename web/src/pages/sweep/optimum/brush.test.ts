import { describe, expect, it } from "vitest";
import { brushesOf, brushText, inBrushes } from "./brush";

describe("ranges of the parallel coordinates", () => {
  it("survive the address", () => {
    const brushes = { score: { min: 0.5, max: undefined }, "a:b;c": { min: 0, max: 2 } };
    expect(brushesOf(brushText(brushes))).toEqual(brushes);
    expect(brushText({})).toBeUndefined();
  });

  it("drop what is damaged", () => {
    expect(brushesOf("score:x:1;cost::;%E0%A4%A:1:2;n:1:2:3")).toEqual({});
  });

  it("keep lines that lie in all of them", () => {
    const line = { score: 0.7, cost: 2 } as Record<string, number>;
    expect(inBrushes((axis) => line[axis], { score: { min: 0.5 }, cost: { max: 2 } })).toBe(true);
    expect(inBrushes((axis) => line[axis], { score: { min: 0.8 } })).toBe(false);
    expect(inBrushes((axis) => line[axis], { latency: { min: 0 } })).toBe(false);
    expect(inBrushes((axis) => line[axis], {})).toBe(true);
  });
});
