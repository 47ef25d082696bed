import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveFeed } from "./feed";
import { type Frame, parseFrame } from "./frames";
import { viewStore } from "./stores";

const CH = "sweeps";

function frame(json: object): Frame {
  return parseFrame({ ch: CH, epoch: "e", ...json }) as Frame;
}

const snap = (seq: number, value: unknown) => frame({ t: "snap", seq, part: 1, of: 1, set: [["a", value]] });
const delta = (prev: number, seq: number, value: unknown) => frame({ t: "delta", prev, seq, set: [["a", value]] });
const shown = () => viewStore.getState().feed.get(CH)?.values.get("a");

describe("the feed", () => {
  let feed: LiveFeed;
  beforeEach(() => {
    vi.useFakeTimers();
    viewStore.setState({ feed: new Map(), held: 0 });
    feed = new LiveFeed((run) => void setTimeout(run, 16));
  });
  afterEach(() => vi.useRealTimers());

  it("applies what came in one frame of the screen at once", () => {
    const seen: unknown[] = [];
    feed.use(CH);
    feed.receive([snap(1, 1)]);
    vi.advanceTimersByTime(20);
    const stop = viewStore.subscribe(() => seen.push(shown()));
    feed.receive([delta(1, 2, 2)]);
    feed.receive([delta(2, 3, 3)]);
    vi.advanceTimersByTime(20);
    stop();
    expect(seen).toEqual([3]);
  });

  it("stands still while paused, counts what is held, and shows it afterwards", () => {
    feed.use(CH);
    feed.receive([snap(1, 1)]);
    vi.advanceTimersByTime(20);
    feed.setPaused(true);
    feed.receive([delta(1, 2, 2)]);
    vi.advanceTimersByTime(20);
    expect(shown()).toBe(1);
    expect(viewStore.getState().held).toBe(1);
    feed.setPaused(false);
    expect(shown()).toBe(2);
    expect(viewStore.getState().held).toBe(0);
  });

  it("shows a channel that is opened while paused", () => {
    feed.setPaused(true);
    feed.use(CH);
    feed.receive([snap(1, 1)]);
    vi.advanceTimersByTime(20);
    expect(shown()).toBe(1);
  });

  it("keeps to the chosen rate", () => {
    feed.use(CH);
    feed.receive([snap(1, 1)]);
    vi.advanceTimersByTime(20);
    feed.setRate(5_000);
    feed.receive([delta(1, 2, 2)]);
    vi.advanceTimersByTime(4_000);
    expect(shown()).toBe(1);
    vi.advanceTimersByTime(1_100);
    expect(shown()).toBe(2);
  });

  it("keeps a channel for a moment after its last user, then leaves it", () => {
    const asked = vi.fn();
    const first = feed.use(CH);
    const second = feed.use(CH);
    feed.onSubscriptions(asked);
    first();
    second();
    second();
    vi.advanceTimersByTime(1_000);
    expect(feed.wanted()).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(feed.wanted()).toHaveLength(0);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it("tells the transport which channel to ask for anew", () => {
    const asked = vi.fn();
    feed.use(CH);
    feed.receive([snap(1, 1)]);
    vi.advanceTimersByTime(20);
    feed.onSubscriptions(asked);
    feed.receive([delta(7, 8, 2)]);
    vi.advanceTimersByTime(20);
    expect(asked).toHaveBeenCalledWith(new Set([CH]));
    expect(feed.wanted()).toEqual([{ ch: CH, since: undefined }]);
  });

  it("reads the entries of a log that a snapshot left out", async () => {
    const ch = "sweep:1:events";
    const read = vi.fn(async () => [{ seq: 2 }, { seq: 3 }]);
    feed = new LiveFeed((run) => run(), Date.now, read);
    feed.use(ch);
    feed.receive([{ t: "snap", ch, epoch: "e", seq: 1, part: 1, of: 1, e: [{ seq: 1 }] }]);
    feed.receive([{ t: "reset", ch, why: "slow" }]);
    feed.receive([{ t: "snap", ch, epoch: "e", seq: 4, part: 1, of: 1, e: [{ seq: 4 }] }]);
    await vi.advanceTimersByTimeAsync(1);
    expect(read).toHaveBeenCalledWith(ch, 1);
    expect(
      feed
        .current()
        .get(ch)
        ?.entries.map((entry) => entry.seq),
    ).toEqual([1, 2, 3, 4]);
  });
});
