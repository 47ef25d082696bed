import { describe, expect, it } from "vitest";
import { ApiError } from "@/api";
import { canBe, caughtUp, type Filed, file, refiled, type Sweep } from "./filing";

const sweep = (sweepId: string, more: Partial<Sweep> = {}) =>
  ({ sweepId, name: `sweep ${sweepId}`, status: "COMPLETED", version: 3, archived: false, ...more }) as Sweep;

describe("filing sweeps", () => {
  it("tells for each sweep what became of it, and one refusal keeps no other back", async () => {
    const asked: string[] = [];
    let under = 0;
    let most = 0;
    const outcome = await file(
      "archive",
      Array.from({ length: 30 }, (_, index) => sweep(String(index))),
      async (op, { sweepId, version }) => {
        asked.push(`${op} ${sweepId}@${version}`);
        most = Math.max(most, ++under);
        await Promise.resolve();
        under--;
        if (sweepId === "7") {
          throw new ApiError(409, { detail: "the sweep has version 9, not 3" });
        }
        return version + 1;
      },
    );
    expect(asked).toHaveLength(30);
    expect(most).toBeLessThanOrEqual(4);
    expect(outcome.filed).toHaveLength(29);
    expect(outcome.filed[0]).toEqual({ sweepId: "0", name: "sweep 0", version: 4, archived: true });
    expect(outcome.refused).toEqual([
      { sweepId: "7", name: "sweep 7", reason: expect.stringContaining("version 9, not 3") },
    ]);
  });

  it("is offered for what has ended, and back for what is in the archive", () => {
    expect(canBe("archive", sweep("a"))).toBe(true);
    expect(canBe("archive", sweep("a", { archived: true }))).toBe(false);
    expect(canBe("archive", sweep("a", { status: "BUDGET_EXHAUSTED" }))).toBe(false);
    expect(canBe("unarchive", sweep("a"))).toBe(false);
    expect(canBe("unarchive", sweep("a", { archived: true }))).toBe(true);
  });

  it("goes by where a sweep stands now, not where it stood when the list was read", () => {
    const rows = [sweep("a", { status: "RUNNING", updatedAt: 5 }), sweep("b", { updatedAt: 5 })];
    const live = new Map([["a", sweep("a", { updatedAt: 6 })]]);
    const [a, b] = caughtUp(rows, live);
    expect(a && canBe("archive", a)).toBe(true);
    expect(b).toBe(rows[1]);
  });

  it("shows at once until the list knows better", () => {
    const filed = new Map<string, Filed>([["a", { sweepId: "a", name: "a", version: 4, archived: true }]]);
    const rows = [sweep("a"), sweep("b")];
    expect(refiled(rows, filed, "without").map((row) => row.sweepId)).toEqual(["b"]);
    expect(refiled(rows, filed, "all").map((row) => row.archived)).toEqual([true, false]);
    expect(refiled(rows, filed, "only").map((row) => row.sweepId)).toEqual(["a"]);
    // Somebody took it out again since.
    expect(refiled([sweep("a", { version: 5 })], filed, "without")).toHaveLength(1);
    expect(refiled(rows, filed, "all")[1]).toBe(rows[1]);
  });
});
