import { describe, expect, it } from "vitest";
import { asApiError } from "../api";
import { formatOf, nameFor, nameOf } from "../pages/datasets/upload";
import { fromEdited, toEdited } from "../pages/prompts/messages";
import { parameterValue } from "../pages/scorers/TryOut";
import { newest, thin } from "./chart/TimeSeries";
import { diffTexts } from "./diff/diff";
import { scaleOf } from "./Interval";

describe("a thinned series", () => {
  it("keeps every peak, the ends and the order", () => {
    const times = Array.from({ length: 50_000 }, (_, index) => index);
    const values = times.map((index) => (index === 31_337 ? 1_000 : index % 7));
    const [x, ys] = thin(times, [values], 1_000);
    const [y] = ys;
    expect(x.length).toBeLessThanOrEqual(1_002);
    expect(x[0]).toBe(0);
    expect(x.at(-1)).toBe(49_999);
    expect(y?.[x.indexOf(31_337)]).toBe(1_000);
    expect([...x].sort((a, b) => a - b)).toEqual(x);
  });

  it("is told by its newest value while nobody points at it", () => {
    expect(newest([1, 2, null, undefined])).toBe(2);
    expect(newest([null])).toBeUndefined();
    expect(newest(undefined)).toBeUndefined();
  });

  it("leaves short ones and gaps alone", () => {
    expect(thin([1, 2], [[null, 3]])).toEqual([[1, 2], [[null, 3]]]);
  });
});

describe("the difference of two texts", () => {
  it("is told by words", () => {
    const { method, parts } = diffTexts("the answer is 42", "the answer is 43");
    expect(method).toBe("words");
    expect(parts.filter((part) => part.kind !== "same").map((part) => part.text.trim())).toEqual(["42", "43"]);
  });

  it("is told by lines when the texts are long", () => {
    const line = "a line of some length\n";
    expect(diffTexts(line.repeat(3_000), `${line.repeat(2_999)}another\n`).method).toBe("lines");
  });

  it("gives up in time", () => {
    const noise = (seed: number) =>
      Array.from({ length: 24_000 }, (_, index) => ((index * 7_919 * seed) % 9_973).toString(36)).join("\n");
    const { parts } = diffTexts(noise(3), noise(11));
    expect(parts.length).toBeGreaterThan(0);
  });
});

describe("a scale", () => {
  it("holds all means and intervals", () => {
    const scale = scaleOf([{ low: 0.2, high: 0.4, score: 0.3 }, { score: 0.9 }, {}, { score: Number.NaN }]);
    expect(scale?.min).toBeLessThan(0.2);
    expect(scale?.max).toBeGreaterThan(0.9);
    expect(scaleOf([{}])).toBeUndefined();
  });
});

describe("messages", () => {
  it("come back from the editor as they were", () => {
    const messages = [
      { role: "user", content: "{{q}}" },
      { role: "user", content: [{ type: "text", text: "x" }] },
      { role: "tool", content: "y", tool_call_id: "1" },
    ];
    expect(fromEdited(toEdited(messages))).toEqual(messages);
  });

  it("say which one is no JSON", () => {
    expect(() => fromEdited([{ id: 1, role: "user", text: "{", json: true }])).toThrow(/message 1 is no JSON/);
  });
});

describe("a parameter of a scorer", () => {
  it("that is no JSON is for the person to mend, and says which one it is", () => {
    const schema = { name: "schema", kind: "object" } as const;
    expect(parameterValue(schema, '{"type": "object"}')).toEqual({ type: "object" });
    expect(() => parameterValue(schema, '{"type": ')).toThrow(/schema is no JSON .* write an object/);
    let thrown: unknown;
    try {
      parameterValue(schema, "{");
    } catch (error) {
      thrown = error;
    }
    expect(asApiError(thrown).remedy).toBe("fix");
  });
});

describe("an upload", () => {
  it("takes name and format from the file", () => {
    expect(formatOf("cases.NDJSON")).toBe("jsonl");
    expect(formatOf("cases")).toBe("");
    expect(nameOf("My cases (v2).csv")).toBe("My-cases-v2-");
  });

  it("takes the name of the file chosen last, unless somebody has typed one", () => {
    expect(nameFor("", undefined, { name: "broken.csv" })).toBe("broken");
    expect(nameFor("broken", { name: "broken.csv" }, { name: "orders.csv" })).toBe("orders");
    expect(nameFor("mine", { name: "broken.csv" }, { name: "orders.csv" })).toBe("mine");
  });
});
