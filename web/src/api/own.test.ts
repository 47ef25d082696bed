import { describe, expect, it } from "vitest";
import { own } from "./own";

describe("a record whose names others write", () => {
  it("has what it has itself, and nothing of what all objects have", () => {
    expect(own({ latencyMs: "latency" }, "latencyMs")).toBe("latency");
    for (const name of ["__proto__", "constructor", "toString", "other"]) {
      expect(own({ latencyMs: "latency" }, name)).toBeUndefined();
    }
  });
});
