import { describe, expect, it } from "vitest";
import { type Event, expectedVersion, requested, type Steered, settle, told } from "./steering";

const totals = {
  requested: 20,
  settled: 11,
  failed: 0,
  hits: 0,
  outstanding: 9,
  spentUsd: 0.1,
  spentTokens: 0,
  spentCalls: 0,
  reservedUsd: 0.04,
  reservedTokens: 0,
};

function event(change: Partial<Event>): Event {
  return {
    schema: 1,
    sweepId: "s",
    seq: 3,
    at: 1,
    kind: "PAUSED",
    status: "PAUSED",
    version: 2,
    message: "paused",
    candidates: [],
    totals,
    ...change,
  } as Event;
}

function acknowledged(): readonly Steered[] {
  const sent = requested([], "k", { op: "pause", expectedVersion: 1 }, "Pause");
  return settle(sent, "k", { phase: "acknowledged", commandId: "c1", version: 2 });
}

describe("steering", () => {
  it("begins as requested and is acknowledged by the server's number", () => {
    const sent = requested([], "k", { op: "pause", expectedVersion: 1 }, "Pause");
    expect(sent[0]?.step).toEqual({ phase: "requested" });
    expect(acknowledged()[0]?.step).toEqual({ phase: "acknowledged", commandId: "c1", version: 2 });
  });

  it("is effective when the event of its command arrives, and says what is still in flight", () => {
    const [first] = told(acknowledged(), [event({ commandId: "c1" })]);
    expect(first?.step).toEqual({ phase: "effective", message: "paused; 9 in flight will finish, at most $0.040" });
  });

  it("is rejected with the planner's reason", () => {
    const [first] = told(acknowledged(), [event({ commandId: "c1", kind: "COMMAND_REJECTED", message: "is paused" })]);
    expect(first?.step).toEqual({ phase: "rejected", reason: "is paused" });
  });

  it("is not touched by commands of others, and stays the same list then", () => {
    const list = acknowledged();
    expect(told(list, [event({ commandId: "other" }), event({})])).toBe(list);
  });

  it("expects the version of its newest command while the page is behind", () => {
    expect(expectedVersion(1, acknowledged())).toBe(2);
    expect(expectedVersion(7, acknowledged())).toBe(7);
  });

  it("still expects it when the planner has answered before the page caught up, as in a paused view", () => {
    expect(expectedVersion(1, told(acknowledged(), [event({ commandId: "c1" })]))).toBe(2);
    expect(expectedVersion(1, told(acknowledged(), [event({ commandId: "c1", kind: "COMMAND_REJECTED" })]))).toBe(2);
  });

  it("keeps the newest twenty commands", () => {
    let list: readonly Steered[] = [];
    for (let index = 0; index < 30; index += 1) {
      list = requested(list, `k${index}`, { op: "pin", expectedVersion: 1, candidates: [index] }, "Pin");
    }
    expect(list.length).toBe(20);
    expect(list[0]?.candidates).toEqual([29]);
  });
});
