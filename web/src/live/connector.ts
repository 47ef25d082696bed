import type { LiveFeed, Transport } from "./feed";
import { type Fetch, PollTransport } from "./poll";
import { type Ended, SocketTransport } from "./socket";
import { connectionStore } from "./stores";

/** Close codes after which this page must not come back as it is. */
const HOPELESS = new Set([4400, 4403, 4413]);
/** Close code that says "poll instead". */
const TOO_MANY = 4409;
/** Close code that says that the session behind the socket has ended or allows something else now. */
const CREDENTIAL = 4401;
const RETRY_FIRST_MILLIS = 500;
const RETRY_LAST_MILLIS = 30_000;
const PROBE_MILLIS = 60_000;
const FAILURES_BEFORE_POLLING = 3;
const FAILURE_WINDOW_MILLIS = 60_000;

export interface ConnectorOptions {
  socketUrl: string;
  pollUrl: string;
  /** A fresh ticket for one connection. */
  ticket: () => Promise<string>;
  /** Sends with the session's cookies. */
  request: Fetch;
  /** The server no longer takes the credential of the socket. */
  refused: () => void;
  random?: () => number;
  now?: () => number;
}

/**
 * Keeps one way to the server open: a socket, or polling while sockets do not work. While polling it tries a socket about once a
 * minute; a socket that fails to open at all (a proxy in between) leads to polling at once, one that breaks is opened again
 * first. Reconnects with full jitter, at once when the browser comes back online or into view. Every socket has a ticket of its own,
 * fetched just before; it travels as a sub-protocol, never in the address.
 */
export class Connector {
  private socket: SocketTransport | undefined;
  private polling: PollTransport | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures: number[] = [];
  private attempts = 0;
  private running = false;
  private asking = false;
  private readonly random: () => number;
  private readonly now: () => number;

  constructor(
    private readonly feed: LiveFeed,
    private readonly options: ConnectorOptions,
  ) {
    this.random = options.random ?? Math.random;
    this.now = options.now ?? Date.now;
    feed.onSubscriptions((anew) => this.active()?.subscriptionsChanged(anew));
  }

  /** Connects and stays connected; does nothing when it already does. */
  start(): void {
    if (this.running) {
      return;
    }
    this.running = true;
    window.addEventListener("online", this.comeBack);
    document.addEventListener("visibilitychange", this.comeBack);
    this.connect();
  }

  /** Ends the connection until {@link start}; `reason` is what the page says meanwhile. */
  stop(reason: string): void {
    if (!this.running) {
      return;
    }
    this.running = false;
    window.removeEventListener("online", this.comeBack);
    document.removeEventListener("visibilitychange", this.comeBack);
    clearTimeout(this.timer);
    this.socket?.close();
    this.polling?.close();
    this.polling = undefined;
    this.show("offline", reason);
  }

  private readonly comeBack = (): void => {
    if (document.visibilityState === "visible" && !this.socket) {
      this.connect();
    }
  };

  private active(): Transport | undefined {
    return this.polling ?? this.socket;
  }

  private connect(): void {
    clearTimeout(this.timer);
    if (!this.running || this.socket || this.asking) {
      return;
    }
    this.asking = true;
    this.options.ticket().then(
      (ticket) => {
        this.asking = false;
        if (this.running) {
          this.open(ticket);
        }
      },
      (thrown: unknown) => {
        this.asking = false;
        this.ended({ code: 0, opened: false, retryMs: undefined, reason: messageOf(thrown) });
      },
    );
  }

  private open(ticket: string): void {
    this.socket = new SocketTransport(this.options.socketUrl, ticket, this.feed, {
      opened: () => {
        this.attempts = 0;
        this.polling?.close();
        this.polling = undefined;
        this.show("socket", undefined);
      },
      heartbeat: (lagMs) => connectionStore.setState({ lagMs }),
      ended: (ended) => this.ended(ended),
    });
  }

  private ended(ended: Ended): void {
    this.socket = undefined;
    this.feed.interrupted();
    if (!this.running) {
      return;
    }
    if (ended.code === CREDENTIAL) {
      this.options.refused();
    }
    const now = this.now();
    this.failures = [...this.failures.filter((at) => at > now - FAILURE_WINDOW_MILLIS), now];
    if (!ended.opened || ended.code === TOO_MANY || HOPELESS.has(ended.code)) {
      this.poll(ended.reason || "no socket can be opened");
    } else if (this.failures.length >= FAILURES_BEFORE_POLLING) {
      this.poll("the socket breaks again and again");
    } else {
      this.show("offline", ended.reason || "the connection broke");
    }
    if (HOPELESS.has(ended.code)) {
      return;
    }
    this.timer = setTimeout(() => this.connect(), this.pause(ended.retryMs));
  }

  private pause(retryMs: number | undefined): number {
    if (this.polling) {
      return PROBE_MILLIS * (0.8 + 0.4 * this.random());
    }
    const most = Math.min(RETRY_LAST_MILLIS, RETRY_FIRST_MILLIS * 2 ** this.attempts);
    this.attempts += 1;
    return (retryMs ?? 0) + most * this.random();
  }

  private poll(reason: string): void {
    this.polling ??= new PollTransport(
      this.options.pollUrl,
      this.feed,
      {
        answered: (pollMs) => {
          this.show("polling", reason);
          connectionStore.setState({ pollMs });
        },
        failed: (why) => this.show("offline", why),
      },
      this.options.request,
    );
  }

  private show(transport: "socket" | "polling" | "offline", reason: string | undefined): void {
    const before = connectionStore.getState();
    connectionStore.setState({
      transport,
      reason,
      since: before.transport === transport ? before.since : this.now(),
      pollMs: transport === "polling" ? before.pollMs : undefined,
    });
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
