import { describe, expect, it } from "vitest";
import { chosenOf, queryOf, withCandidate } from "./search";

describe("the address of a comparison", () => {
  it("names candidates as sweep and number, which the API separates by a slash", () => {
    expect(queryOf({ a: "01KAB.3", b: "x.y.12" })).toEqual({ a: "01KAB/3", b: "x.y/12" });
  });

  it("may have gaps between its letters", () => {
    expect(queryOf({ a: "s.1", d: "s.2" })).toEqual({ a: "s/1", b: "s/2" });
    expect(chosenOf({ a: "s.1", d: "s.2" }).map((one) => one.key)).toEqual(["a", "d"]);
  });

  it("takes one more under the first free letter, four at most", () => {
    expect(withCandidate({ a: "s.1", c: "s.3", metric: "m" }, "t.0")).toEqual({
      a: "s.1",
      b: "t.0",
      c: "s.3",
      metric: "m",
    });
    const full = { a: "s.1", b: "s.2", c: "s.3", d: "s.4" };
    expect(withCandidate(full, "t.0")).toEqual(full);
  });

  it("takes ids of runs as they are", () => {
    expect(queryOf({ a: "run", b: "s.0" })).toEqual({ a: "run", b: "s/0" });
  });
});
