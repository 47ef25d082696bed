import type { LiveFeed, Transport } from "./feed";
import { parseFrame } from "./frames";

/** Why a socket ended, and whether trying again makes sense. */
export interface Ended {
  readonly code: number;
  readonly opened: boolean;
  readonly retryMs: number | undefined;
  readonly reason: string;
}

/** Silence after which the connection counts as dead. */
const SILENCE_MILLIS = 50_000;
/** A handshake that takes longer is held up by something in between. */
const OPEN_MILLIS = 3_000;
const TICK_MILLIS = 1_000;

export interface SocketEvents {
  opened(): void;
  heartbeat(lagMs: number | undefined): void;
  ended(ended: Ended): void;
}

/** One WebSocket with its subscriptions, opened with a ticket of its own. Ends once; a new one is a new object. */
export class SocketTransport implements Transport {
  private readonly socket: WebSocket;
  private readonly asked = new Set<string>();
  private readonly acked = new Map<string, number>();
  private nextId = 1;
  private open = false;
  private done = false;
  private retryMs: number | undefined;
  private reason = "";
  private heardAt = Date.now();
  private readonly opening: ReturnType<typeof setTimeout>;
  private readonly ticks: ReturnType<typeof setInterval>;

  constructor(
    url: string,
    ticket: string,
    private readonly feed: LiveFeed,
    private readonly events: SocketEvents,
    create: (url: string, protocols: string[]) => WebSocket = (at, protocols) => new WebSocket(at, protocols),
  ) {
    this.opening = setTimeout(() => this.end(4408, "the connection was not opened in time"), OPEN_MILLIS);
    this.ticks = setInterval(() => this.tick(), TICK_MILLIS);
    this.socket = create(url, ["promptlooper.v1", `ticket.${ticket}`]);
    this.socket.onopen = () => {
      clearTimeout(this.opening);
      this.send({ t: "hello", v: 1, app: "web" });
      this.heardAt = Date.now();
    };
    this.socket.onmessage = (message) => this.receive(message.data);
    this.socket.onclose = (event) => this.end(event.code, event.reason);
  }

  subscriptionsChanged(anew: ReadonlySet<string>): void {
    if (!this.open) {
      return;
    }
    const wanted = this.feed.wanted();
    const names = new Set(wanted.map((channel) => channel.ch));
    for (const ch of [...this.asked]) {
      if (!names.has(ch)) {
        this.asked.delete(ch);
        this.acked.delete(ch);
        this.send({ t: "unsub", id: this.nextId++, ch });
      }
    }
    for (const { ch, since } of wanted) {
      if (!this.asked.has(ch) || anew.has(ch)) {
        this.asked.add(ch);
        this.send({ t: "sub", id: this.nextId++, ch, ...(since ? { since } : {}) });
      }
    }
  }

  close(): void {
    this.end(1000, "closed");
  }

  private receive(data: unknown): void {
    this.heardAt = Date.now();
    let json: unknown;
    try {
      json = JSON.parse(String(data));
    } catch {
      return;
    }
    const frame = parseFrame(json);
    if (!frame) {
      return;
    }
    switch (frame.t) {
      case "welcome":
        this.open = true;
        this.events.opened();
        this.subscriptionsChanged(new Set());
        return;
      case "hb":
        this.events.heartbeat(frame.lagMs);
        return;
      case "bye":
        this.retryMs = frame.retryMs;
        this.reason = frame.why;
        return;
      default:
        this.feed.receive([frame]);
    }
  }

  /** By the clock on the wall: timers stand still while the machine sleeps, and what they wait for is over when it wakes. */
  private tick(): void {
    if (Date.now() - this.heardAt > SILENCE_MILLIS) {
      this.end(4408, "nothing was heard for 50 seconds");
    } else if (this.open) {
      this.acknowledge();
    }
  }

  private acknowledge(): void {
    const fresh: [string, number][] = [];
    for (const [ch, channel] of this.feed.current()) {
      if (channel.status === "live" && this.asked.has(ch) && this.acked.get(ch) !== channel.seq) {
        this.acked.set(ch, channel.seq);
        fresh.push([ch, channel.seq]);
      }
    }
    if (fresh.length > 0) {
      this.send({ t: "ack", a: fresh });
    }
  }

  private send(frame: object): void {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(frame));
    }
  }

  private end(code: number, reason: string): void {
    if (this.done) {
      return;
    }
    this.done = true;
    clearTimeout(this.opening);
    clearInterval(this.ticks);
    this.socket.onclose = null;
    this.socket.onmessage = null;
    this.socket.onopen = null;
    this.socket.close();
    this.events.ended({ code, opened: this.open, retryMs: this.retryMs, reason: this.reason || reason });
  }
}
