import { describe, expect, it } from "vitest";
import { type Frame, type LogEntry, parseFrame } from "./frames";
import { apply, EMPTY_CHANNEL, type Feed, fill, interrupt, positionOf } from "./reducer";

const CH = "sweep:1:leaderboard";

function feedOf(...channels: string[]): Feed {
  return new Map(channels.map((ch) => [ch, EMPTY_CHANNEL]));
}

function frames(...json: object[]): Frame[] {
  return json.map((one) => {
    const frame = parseFrame(one);
    if (!frame) {
      throw new Error(`no frame: ${JSON.stringify(one)}`);
    }
    return frame;
  });
}

const snap = (seq: number, set: [string, unknown][], more: object = {}) => ({
  t: "snap",
  ch: CH,
  epoch: "e",
  seq,
  part: 1,
  of: 1,
  set,
  ...more,
});
const delta = (prev: number, seq: number, set: [string, unknown][], more: object = {}) => ({
  t: "delta",
  ch: CH,
  epoch: "e",
  prev,
  seq,
  set,
  ...more,
});

describe("reducer", () => {
  it("shows a snapshot when all of its parts are there", () => {
    const half = apply(feedOf(CH), frames(snap(5, [["a", 1]], { of: 2 }))).feed;
    expect(half.get(CH)?.status).toBe("loading");
    const whole = apply(half, frames(snap(5, [["b", 2]], { part: 2, of: 2 }))).feed;
    expect(whole.get(CH)?.status).toBe("live");
    expect(Object.fromEntries(whole.get(CH)?.values ?? [])).toEqual({ a: 1, b: 2 });
  });

  it("forgets a snapshot that was interrupted", () => {
    const half = interrupt(apply(feedOf(CH), frames(snap(5, [["a", 1]], { of: 2 }))).feed);
    const late = apply(half, frames(snap(5, [["b", 2]], { part: 2, of: 2 }))).feed;
    expect(late.get(CH)?.status).toBe("loading");
    expect(late.get(CH)?.values.size).toBe(0);
  });

  it("merges deltas, ignores duplicates and keeps what did not change", () => {
    const value = { n: 1 };
    const before = apply(
      feedOf(CH),
      frames(
        snap(5, [
          ["a", value],
          ["b", 1],
        ]),
      ),
    ).feed;
    const after = apply(
      before,
      frames(delta(5, 6, [["b", 2]]), delta(4, 6, [["b", 99]]), delta(6, 7, [], { del: ["none"] })),
    ).feed;
    expect(after.get(CH)?.values.get("a")).toBe(before.get(CH)?.values.get("a"));
    expect(after.get(CH)?.values.get("b")).toBe(2);
    expect(positionOf(after.get(CH))).toEqual({ epoch: "e", seq: 7 });
    expect(before.get(CH)?.values.get("b")).toBe(1);
  });

  it.each([
    ["gap", delta(9, 10, [["a", 2]])],
    ["epoch", delta(5, 6, [["a", 2]], { epoch: "other" })],
    ["slow", { t: "reset", ch: CH, why: "slow" }],
  ])("starts anew after %s and shows the old state meanwhile", (why, frame) => {
    const before = apply(feedOf(CH), frames(snap(5, [["a", 1]]))).feed;
    const { feed, resubscribe } = apply(before, frames(frame));
    expect(resubscribe).toEqual([{ ch: CH, why }]);
    expect(positionOf(feed.get(CH))).toBeUndefined();
    expect(feed.get(CH)?.values.get("a")).toBe(1);
    const again = apply(feed, frames(snap(3, [["c", 1]], { epoch: "other" }))).feed;
    expect([...(again.get(CH)?.values.keys() ?? [])]).toEqual(["c"]);
  });

  it("leaves the feed alone when nothing concerns it", () => {
    const feed = feedOf(CH);
    expect(apply(feed, frames({ t: "hb", now: 1 }, { ...snap(1, []), ch: "sweeps" })).feed).toBe(feed);
  });

  it("does not know frames of the future", () => {
    expect(parseFrame({ t: "party", ch: CH })).toBeUndefined();
    expect(parseFrame({ t: "delta", ch: CH, epoch: "e", prev: 1, seq: "2" })).toBeUndefined();
    expect(parseFrame({ t: "hb", now: 1, moon: "full" })).toBeDefined();
  });
});

interface Step {
  drop?: boolean;
  sub?: string;
  unsub?: string;
  fill?: string;
  e?: LogEntry[];
  frame?: unknown;
  state?: Record<string, { epoch: string; map?: Record<string, unknown>; log?: LogEntry[] }>;
}

describe("frames recorded from the server", () => {
  const recordings = import.meta.glob<string>("./fixtures/*.jsonl", { query: "?raw", import: "default", eager: true });
  it.each(Object.entries(recordings))("of %s lead to the server's state", (_name, recording) => {
    let feed: Feed = new Map();
    let compared = 0;
    for (const line of recording.trim().split("\n")) {
      const step = JSON.parse(line) as Step;
      if (step.drop) {
        feed = interrupt(feed);
      } else if (step.sub !== undefined) {
        feed = feed.has(step.sub) ? feed : new Map(feed).set(step.sub, EMPTY_CHANNEL);
      } else if (step.unsub !== undefined) {
        const rest = new Map(feed);
        rest.delete(step.unsub);
        feed = rest;
      } else if (step.fill !== undefined) {
        feed = fill(feed, step.fill, step.e ?? []);
      } else if (step.frame !== undefined) {
        feed = apply(feed, frames(step.frame as object)).feed;
      }
      for (const [ch, expected] of Object.entries(step.state ?? {})) {
        const channel = feed.get(ch);
        expect(channel?.epoch, ch).toBe(expected.epoch);
        if (expected.map) {
          expect(Object.fromEntries(channel?.values ?? []), ch).toEqual(expected.map);
        } else {
          expect(channel?.entries, ch).toEqual(expected.log);
        }
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });
});
