import { describe, expect, it } from "vitest";
import { edgeOf } from "./edge";

describe("the line of the best for their price", () => {
  const front = [
    { id: "quick", cost: 1, score: 0.4 },
    { id: "cheap", cost: 1, score: 0.7 },
    { id: "slow", cost: 3, score: 0.6 },
    { id: "dear", cost: 9, score: 0.9 },
  ];

  it("leaves out who is on the front for another reason than cost and score", () => {
    expect(edgeOf(front, true).map((one) => one.id)).toEqual(["cheap", "dear"]);
  });

  it("goes down where less is better", () => {
    expect(edgeOf(front, false).map((one) => one.id)).toEqual(["quick"]);
    expect(edgeOf([...front, { id: "best", cost: 20, score: 0.1 }], false).map((one) => one.id)).toEqual([
      "quick",
      "best",
    ]);
  });

  it("is empty without a front", () => {
    expect(edgeOf([], true)).toEqual([]);
  });
});
