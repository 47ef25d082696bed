import type { Frame, LogEntry, Position } from "./frames";
import { apply, EMPTY_CHANNEL, type Feed, fill, interrupt, positionOf } from "./reducer";
import { viewStore } from "./stores";

/** What a transport needs from the feed, and the other way round. */
export interface Transport {
  /** Channels were added or left (see {@link LiveFeed.wanted}), or those in `anew` must be asked for anew. */
  subscriptionsChanged(anew: ReadonlySet<string>): void;
  close(): void;
}

/** A channel that the page needs, and from where. */
export interface Wanted {
  readonly ch: string;
  readonly since: Position | undefined;
}

/** How often the page may change: at once, every so many milliseconds, or when asked. */
export type UpdateRate = 0 | 5_000 | 30_000 | "manual";

type Schedule = (run: () => void) => void;
/** Reads entries of a log after a number over HTTP. */
type ReadLog = (ch: string, after: number) => Promise<readonly LogEntry[]>;

/**
 * The tab's one feed: transports put frames in, the view takes states out. Frames wait in a buffer and are applied once per
 * animation frame; a hidden tab, which has none, applies them once per second. Not thread-safe, as nothing here is.
 */
export class LiveFeed {
  private feed: Feed = new Map();
  private readonly users = new Map<string, number>();
  private buffer: Frame[] = [];
  private scheduled = false;
  private listener: ((anew: ReadonlySet<string>) => void) | undefined;
  private paused = false;
  private rate: UpdateRate = 0;
  private lastShown = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly schedule: Schedule = nextFrame,
    private readonly now: () => number = Date.now,
    private readonly readLog: ReadLog = async () => [],
  ) {}

  /** Tells the transport that {@link wanted} changed. */
  onSubscriptions(listener: (anew: ReadonlySet<string>) => void): void {
    this.listener = listener;
  }

  /** Keeps a channel until the returned function is called. Several users share it. */
  use(ch: string): () => void {
    const users = this.users.get(ch) ?? 0;
    this.users.set(ch, users + 1);
    if (users === 0 && !this.feed.has(ch)) {
      this.feed = new Map(this.feed).set(ch, EMPTY_CHANNEL);
      this.show();
      this.listener?.(new Set());
    }
    let used = true;
    return () => {
      if (used) {
        used = false;
        this.users.set(ch, (this.users.get(ch) ?? 1) - 1);
        // A page that is left for its neighbour comes back to its channels at once: they are kept for a moment.
        setTimeout(() => this.sweep(ch), 2_000);
      }
    };
  }

  /** Channels with the positions to resume from. */
  wanted(): Wanted[] {
    return [...this.feed].map(([ch, channel]) => ({ ch, since: positionOf(channel) }));
  }

  /** The newest state, shown or not. */
  current(): Feed {
    return this.feed;
  }

  receive(frames: readonly Frame[]): void {
    this.buffer.push(...frames);
    if (!this.scheduled && this.buffer.length > 0) {
      this.scheduled = true;
      this.schedule(() => this.flush());
    }
  }

  /** Applies what waits. Tests call it; the page's animation frames do otherwise. */
  flush(): void {
    this.scheduled = false;
    const frames = this.buffer;
    this.buffer = [];
    const { feed, resubscribe, gaps } = apply(this.feed, frames);
    this.replace(feed);
    for (const gap of gaps) {
      // Without the entries the log shows a gap, which is true.
      void this.readLog(gap.ch, gap.after).then(
        (entries) => this.replace(fill(this.feed, gap.ch, entries)),
        () => undefined,
      );
    }
    if (resubscribe.length > 0) {
      this.listener?.(new Set(resubscribe.map((channel) => channel.ch)));
    }
  }

  /** The transport ended. */
  interrupted(): void {
    this.flush();
    this.replace(interrupt(this.feed));
  }

  private replace(feed: Feed): void {
    if (feed !== this.feed) {
      this.feed = feed;
      this.offer();
    }
  }

  /** A paused view stands still; the feed goes on behind it. */
  setPaused(paused: boolean): void {
    this.paused = paused;
    if (!paused) {
      this.show();
    }
  }

  setRate(rate: UpdateRate): void {
    this.rate = rate;
    if (!this.paused) {
      this.show();
    }
  }

  /** Shows the newest state now. */
  show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastShown = this.now();
    viewStore.setState({ feed: this.feed, held: 0 });
  }

  private offer(): void {
    if (this.paused || this.rate === "manual") {
      const shown = viewStore.getState().feed;
      // A channel that has nothing to show yet is not an update that could be held back.
      const opening = [...this.feed].some(([ch, channel]) => {
        const seen = shown.get(ch);
        return channel.status === "live" && (!seen || (seen.status !== "live" && seen.revision === 0));
      });
      if (opening) {
        this.show();
      } else {
        viewStore.setState((view) => ({ held: view.held + 1 }));
      }
      return;
    }
    const wait = this.lastShown + this.rate - this.now();
    if (wait <= 0) {
      this.show();
    } else {
      this.timer ??= setTimeout(() => this.show(), wait);
    }
  }

  private sweep(ch: string): void {
    if ((this.users.get(ch) ?? 0) > 0 || !this.feed.has(ch)) {
      return;
    }
    this.users.delete(ch);
    const feed = new Map(this.feed);
    feed.delete(ch);
    this.feed = feed;
    this.listener?.(new Set());
  }
}

function nextFrame(run: () => void): void {
  if (typeof document !== "undefined" && document.visibilityState === "visible") {
    requestAnimationFrame(run);
  } else {
    setTimeout(run, 1_000);
  }
}
