import { describe, expect, it } from "vitest";
import { isWithin } from "./keyset";

describe("rows of the filter before", () => {
  it("stay while another filter of the same listing is read", () => {
    expect(isWithin(["sweep", "a", "runs", "FAILED"], ["sweep", "a", "runs", "DONE"], 3)).toBe(true);
  });

  it("never stand in for those of another sweep, nor where a listing did not ask for it", () => {
    expect(isWithin(["sweep", "a", "runs"], ["sweep", "b", "runs"], 3)).toBe(false);
    expect(isWithin(undefined, ["sweep", "a", "runs"], 3)).toBe(false);
    expect(isWithin(["sweep", "a", "runs"], ["sweep", "a", "runs"], undefined)).toBe(false);
  });
});
