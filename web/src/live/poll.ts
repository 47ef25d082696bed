import * as z from "zod/mini";
import type { LiveFeed, Transport } from "./feed";
import { type Frame, parseFrame } from "./frames";

const answerShape = z.object({ frames: z.array(z.unknown()), pollAfterMs: z.optional(z.number()) });

const FASTEST_MILLIS = 1_000;
const SLOWEST_MILLIS = 30_000;
const WAIT_MILLIS = 15_000;
const TIMEOUT_MILLIS = WAIT_MILLIS + 10_000;

export interface PollEvents {
  /** A poll was answered; the next one is `pauseMs` away. */
  answered(pauseMs: number): void;
  failed(reason: string): void;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Asks for the frames that a socket would have brought. One request at a time; the pause grows while nothing changes, from one
 * second to thirty, and is short again after a change.
 */
export class PollTransport implements Transport {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | undefined;
  private pause = FASTEST_MILLIS;
  private failures = 0;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly feed: LiveFeed,
    private readonly events: PollEvents,
    private readonly request: Fetch,
  ) {
    this.next(0);
  }

  subscriptionsChanged(): void {
    this.pause = FASTEST_MILLIS;
    // A request that waits does not know the new channel: it is given up, nothing is lost by that.
    this.abort?.abort();
    this.next(0);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  private next(millis: number): void {
    clearTimeout(this.timer);
    if (!this.closed) {
      this.timer = setTimeout(() => void this.poll(), millis);
    }
  }

  private async poll(): Promise<void> {
    const subs = this.feed.wanted().map(({ ch, since }) => (since ? { ch, since } : { ch }));
    if (subs.length === 0) {
      this.events.answered(this.pause);
      this.next(this.pause);
      return;
    }
    const abort = new AbortController();
    this.abort = abort;
    try {
      const response = await this.request(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ waitMs: WAIT_MILLIS, subs }),
        signal: AbortSignal.any([abort.signal, AbortSignal.timeout(TIMEOUT_MILLIS)]),
      });
      if (!response.ok) {
        throw new Error(`HTTP ${response.status}`);
      }
      const answer = z.parse(answerShape, await response.json());
      const frames = answer.frames.map(parseFrame).filter((frame): frame is Frame => frame !== undefined);
      if (this.closed || abort.signal.aborted) {
        return;
      }
      this.failures = 0;
      this.feed.receive(frames);
      this.pause = frames.length > 0 ? FASTEST_MILLIS : Math.min(SLOWEST_MILLIS, this.pause * 1.5);
      const pause = Math.max(this.pause, answer.pollAfterMs ?? 0);
      this.events.answered(pause);
      this.next(pause);
    } catch (thrown) {
      if (this.closed || abort.signal.aborted) {
        return;
      }
      this.failures += 1;
      this.events.failed(thrown instanceof Error ? thrown.message : String(thrown));
      this.next(Math.min(SLOWEST_MILLIS, FASTEST_MILLIS * 2 ** Math.min(5, this.failures)));
    }
  }
}
