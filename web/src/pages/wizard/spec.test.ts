import { describe, expect, it } from "vitest";
import {
  axisSize,
  EMPTY_SPEC,
  fromDefinition,
  listAxis,
  listText,
  missing,
  productOf,
  type Spec,
  stepOf,
} from "./spec";

const SPEC: Spec = {
  prompts: ["terse", { name: "here", messages: [{ role: "user", content: "{{q}}" }] }, "steps@production"],
  models: ["a/x", "a/y", "b/z", "b/w"],
  params: { temperature: [0, 0.5], top_p: { float: [0, 1], points: 3 }, max_tokens: 128 },
  dataset: { name: "gsm8k", limit: 120 },
  scorers: [{ type: "numeric-match" }],
};

describe("the draft of a sweep", () => {
  it("knows its product", () => {
    expect(productOf(SPEC)).toEqual({ prompts: 3, models: 4, sets: 6, candidates: 72, repeats: 1 });
    expect(productOf({ ...SPEC, strategy: { type: "random", samples: 10 } }).candidates).toBe(10);
    expect(productOf({ ...SPEC, strategy: { type: "random", samples: 100 } }).candidates).toBe(72);
    expect(productOf({ ...SPEC, params: { top_p: { float: [0, 1] } } }).candidates).toBeUndefined();
  });

  it.each([
    [[1, 2, 3], 3],
    [256, 1],
    ["json", 1],
    [{ values: [1, 2] }, 2],
    [{ int: [1, 8] }, 8],
    [{ int: [1, 8], step: 2 }, 4],
    [{ float: [0, 1], points: 6 }, 6],
    [{ log: [0.001, 1] }, undefined],
    [{ value: { type: "json_object" } }, 1],
  ])("counts the values of %j as %j", (axis, size) => {
    expect(axisSize(axis)).toBe(size);
  });

  it.each([
    ["0, 0.4, 0.8", [0, 0.4, 0.8]],
    ["256", 256],
    ["json", "json"],
    ["true, false", [true, false]],
    ['["a,b", "c"]', ["a,b", "c"]],
    ['{"type": "json_object"}', { value: { type: "json_object" } }],
  ])("reads %s", (text, axis) => {
    expect(listAxis(text)).toEqual(axis);
  });

  it.each([[[0, 0.4]], [7], ["json"], ["7"], [["a,b", "c"]], [[true, null]]])(
    "writes %j so that it reads the same",
    (axis) => {
      expect(listAxis(listText(axis) ?? "")).toEqual(axis);
    },
  );

  it("names the step where a field is put right", () => {
    expect(stepOf("models[0]")).toBe("models");
    expect(stepOf("params.temperature")).toBe("parameters");
    expect(stepOf("objective.maximize")).toBe("scorers");
    expect(stepOf("something")).toBe("review");
  });

  it("knows what is still missing", () => {
    expect(missing(EMPTY_SPEC)).toEqual(["prompts", "models", "dataset", "scorers"]);
    expect(missing(SPEC)).toEqual([]);
  });

  it("begins from a launched sweep with the same versions", () => {
    const spec = fromDefinition({
      schema: 1,
      sweepId: "01K",
      createdAt: 1,
      name: "first",
      prompts: [
        { name: "terse", version: 3, messages: [] },
        { name: "here", version: 0, messages: [{ role: "user", content: "x" }] },
      ],
      models: ["a/x"],
      params: { temperature: { values: [0, 1] } },
      dataset: { name: "gsm8k", version: 2, cases: 100 },
      scorers: [{ type: "exact" }],
      repeats: 2,
    });
    expect(spec).toEqual({
      name: "first again",
      prompts: ["terse@3", { name: "here", messages: [{ role: "user", content: "x" }] }],
      models: ["a/x"],
      params: { temperature: { values: [0, 1] } },
      dataset: { name: "gsm8k", version: 2 },
      scorers: [{ type: "exact" }],
      repeats: 2,
    });
  });
});
