import type { Frame, LogEntry, Position } from "./frames";

/** Log entries that a channel keeps; older ones are read over HTTP. */
export const LOG_KEPT = 1_000;

/**
 * What a page knows of a channel. `live`: complete up to `seq`. `loading`: nothing yet, or a snapshot is on its way (values of
 * before a reset stay visible meanwhile). `failed`: the server refuses the channel.
 */
export interface Channel {
  readonly status: "loading" | "live" | "failed";
  readonly kind: "map" | "log" | undefined;
  readonly epoch: string | undefined;
  readonly seq: number;
  readonly values: ReadonlyMap<string, unknown>;
  readonly entries: readonly LogEntry[];
  /** Counts changes of any kind, for those who only need to know that something happened. */
  readonly revision: number;
  /** Why it has to start anew, while it does. */
  readonly resetting: string | undefined;
  readonly error: string | undefined;
  readonly partial: Partial | undefined;
}

interface Partial extends Position {
  readonly next: number;
  readonly set: readonly (readonly [string, unknown])[];
  readonly entries: readonly LogEntry[];
}

export type Feed = ReadonlyMap<string, Channel>;

/** What has to happen besides: subscribe anew without a position. */
export interface Resubscribe {
  readonly ch: string;
  readonly why: string;
}

/** Entries of a log between the last one held and a snapshot; they are read over HTTP. */
export interface Gap {
  readonly ch: string;
  readonly after: number;
}

export interface Outcome {
  readonly feed: Feed;
  readonly resubscribe: readonly Resubscribe[];
  readonly gaps: readonly Gap[];
}

export const EMPTY_CHANNEL: Channel = {
  status: "loading",
  kind: undefined,
  epoch: undefined,
  seq: 0,
  values: new Map(),
  entries: [],
  revision: 0,
  resetting: undefined,
  error: undefined,
  partial: undefined,
};

/** Where to resume a channel; undefined when only a snapshot helps. */
export function positionOf(channel: Channel | undefined): Position | undefined {
  return channel?.status === "live" && channel.epoch !== undefined
    ? { epoch: channel.epoch, seq: channel.seq }
    : undefined;
}

/**
 * Applies frames in order. Pure: neither `feed` nor its channels change; a channel that no frame touches keeps its identity, and
 * so does every value that no frame replaces. Frames of channels that are not in the feed (unsubscribed meanwhile) do nothing.
 */
export function apply(feed: Feed, frames: readonly Frame[]): Outcome {
  const changed = new Map<string, Draft>();
  const resubscribe: Resubscribe[] = [];
  const gaps: Gap[] = [];
  for (const frame of frames) {
    if (!("ch" in frame) || frame.ch === undefined) {
      continue;
    }
    const known = feed.get(frame.ch);
    if (!known) {
      continue;
    }
    let draft = changed.get(frame.ch);
    if (!draft) {
      draft = new Draft(known);
      changed.set(frame.ch, draft);
    }
    const why = draft.apply(frame);
    if (why !== undefined) {
      resubscribe.push({ ch: frame.ch, why });
    }
  }
  if (changed.size === 0) {
    return { feed, resubscribe, gaps };
  }
  const next = new Map(feed);
  let touched = false;
  for (const [ch, draft] of changed) {
    const channel = draft.finish();
    if (draft.gapAfter !== undefined) {
      gaps.push({ ch, after: draft.gapAfter });
    }
    touched ||= channel !== feed.get(ch);
    next.set(ch, channel);
  }
  return { feed: touched ? next : feed, resubscribe, gaps };
}

type ChannelFrame = Extract<Frame, { ch?: string | undefined }>;

/** A channel while a batch of frames is applied: copies what changes once per batch rather than once per frame. */
class Draft {
  private channel: Channel;
  private values: Map<string, unknown> | undefined;
  /** The last entry before a gap that this batch left in the log. */
  gapAfter: number | undefined;

  constructor(private readonly original: Channel) {
    this.channel = original;
  }

  /** Returns why the channel must be subscribed anew, if it must. */
  apply(frame: ChannelFrame): string | undefined {
    switch (frame.t) {
      case "subd":
        return this.subscribed(frame);
      case "snap":
        this.snapshot(frame);
        return undefined;
      case "delta":
        return this.follow(frame, () => {
          const values = this.writable();
          for (const [key, value] of frame.set ?? []) {
            values.set(key, value);
          }
          for (const key of frame.del ?? []) {
            values.delete(key);
          }
        });
      case "log":
        return this.follow(frame, () => {
          const fresh = frame.e.filter((entry) => entry.seq > this.channel.seq);
          this.set({ entries: [...this.channel.entries, ...fresh].slice(-LOG_KEPT) });
        });
      case "reset":
        return this.restart(frame.why);
      case "err":
        this.set({ status: "failed", error: frame.message ?? frame.code, partial: undefined });
        return undefined;
    }
  }

  finish(): Channel {
    if (this.channel === this.original && !this.values) {
      return this.original;
    }
    return { ...this.channel, values: this.values ?? this.channel.values, revision: this.original.revision + 1 };
  }

  private subscribed(frame: Extract<Frame, { t: "subd" }>): undefined {
    if (frame.recovered && frame.epoch === this.channel.epoch) {
      this.set({ status: "live", kind: frame.kind, resetting: undefined, error: undefined });
    } else {
      this.set({ status: "loading", kind: frame.kind, partial: undefined, error: undefined });
    }
    return undefined;
  }

  private snapshot(frame: Extract<Frame, { t: "snap" }>): void {
    const partial = this.channel.partial;
    const continues = partial?.epoch === frame.epoch && partial.seq === frame.seq && partial.next === frame.part;
    if (frame.part !== 1 && !continues) {
      // A part of a snapshot whose beginning is gone: the whole will come again.
      this.set({ partial: undefined });
      return;
    }
    const before = continues ? partial : undefined;
    const set = [...(before?.set ?? []), ...(frame.set ?? [])];
    const entries = [...(before?.entries ?? []), ...(frame.e ?? [])];
    if (frame.part < frame.of) {
      this.set({ partial: { epoch: frame.epoch, seq: frame.seq, next: frame.part + 1, set, entries } });
      return;
    }
    if (frame.epoch === this.channel.epoch && this.channel.status === "live" && frame.seq < this.channel.seq) {
      this.set({ partial: undefined });
      return;
    }
    const kind = frame.e ? "log" : "map";
    if (kind === "map") {
      this.values = new Map(set);
    } else {
      const last = this.channel.entries.at(-1)?.seq;
      const first = entries[0]?.seq;
      if (last !== undefined && first !== undefined && first > last + 1) {
        this.gapAfter = last;
      }
    }
    this.set({
      status: "live",
      kind,
      epoch: frame.epoch,
      seq: frame.seq,
      entries: kind === "log" ? merge(this.channel.entries, entries) : [],
      resetting: undefined,
      error: undefined,
      partial: undefined,
    });
  }

  private follow(frame: Position & { prev: number }, merge: () => void): string | undefined {
    const { status, epoch, seq } = this.channel;
    if (status !== "live") {
      // Between a reset and its snapshot: the snapshot has this change.
      return undefined;
    }
    if (frame.epoch !== epoch) {
      return this.restart("epoch");
    }
    if (frame.seq <= seq) {
      return undefined;
    }
    if (frame.prev > seq) {
      return this.restart("gap");
    }
    merge();
    this.set({ seq: frame.seq });
    return undefined;
  }

  private restart(why: string): string {
    this.set({ status: "loading", resetting: why, partial: undefined });
    return why;
  }

  private writable(): Map<string, unknown> {
    this.values ??= new Map(this.channel.values);
    return this.values;
  }

  private set(change: globalThis.Partial<Channel>): void {
    this.channel = { ...this.channel, ...change };
  }
}

/** Both by their numbers, each once, the newest kept. Numbers of a log outlive epochs: a rebuilt history has the same events. */
function merge(held: readonly LogEntry[], fresh: readonly LogEntry[]): readonly LogEntry[] {
  const bySeq = new Map([...held, ...fresh].map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-LOG_KEPT);
}

/** Puts entries that were read over HTTP into a log. */
export function fill(feed: Feed, ch: string, entries: readonly LogEntry[]): Feed {
  const channel = feed.get(ch);
  if (!channel || entries.length === 0) {
    return feed;
  }
  return new Map(feed).set(ch, {
    ...channel,
    entries: merge(channel.entries, entries),
    revision: channel.revision + 1,
  });
}

/** The connection ended: a snapshot that is not complete is forgotten, everything else stays. */
export function interrupt(feed: Feed): Feed {
  if (![...feed.values()].some((channel) => channel.partial)) {
    return feed;
  }
  return new Map(
    [...feed].map(([ch, channel]) => [ch, channel.partial ? { ...channel, partial: undefined } : channel]),
  );
}
