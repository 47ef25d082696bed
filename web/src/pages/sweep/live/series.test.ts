import { describe, expect, it } from "vitest";
import type { Queries } from "@/api";
import { complete } from "./SeriesCharts";

const series = (to: number): Queries["Series"] =>
  ({ from: 0, to, stepMs: 10_000, points: [{ at: 0 }, { at: to - 10_000 }] }) as Queries["Series"];

describe("the throughput of a running sweep", () => {
  it("leaves out the step that was under way when it was read: it would look like a fall", () => {
    expect(complete(series(20_000), 13_000).points).toHaveLength(1);
  });

  it("has the last step as soon as it is over", () => {
    expect(complete(series(20_000), 20_000).points).toHaveLength(2);
  });
});
