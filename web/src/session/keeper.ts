import { ApiError } from "@/api/problem";
import type { Ask } from "./ask";
import { sessionStore, type Who } from "./store";
import type { InTurn } from "./turns";

/** What tabs tell each other. No credential: those are in cookies that all tabs share. */
type Message = { t: "in"; user: string } | { t: "out" };

export interface Ways {
  ask: Ask;
  inTurn: InTurn;
  channel: Pick<BroadcastChannel, "postMessage"> & { onmessage: ((event: MessageEvent) => void) | null };
  /** Leaves the page, and with it everything that was read with the old session. */
  leave: (to: string) => void;
  here: () => string;
  /** Epoch milliseconds. */
  now: () => number;
}

const STALE_MILLIS = 30_000;
const LOCK = "promptlooper.session";

/**
 * The session of this tab: opens, renews and ends it, and hears of what other tabs do. Renewing is done by one tab at a time, because
 * the refresh token of the cookie works once: who had to wait looks first whether the session works again. All methods may be called
 * at any time; concurrent renewals of one tab are one.
 */
export class SessionKeeper {
  private renewal: Promise<Who | undefined> | undefined;
  private lookedAt = 0;
  private looking: Promise<void> | undefined;
  private glancing = false;

  constructor(private readonly ways: Ways) {
    ways.channel.onmessage = (event) => this.heard(event.data as Message);
  }

  /** Looks whether the cookies of an earlier visit still work. Never throws: without an answer the state is `unknown`. */
  open(): Promise<void> {
    return this.check();
  }

  /** Looks again when the window comes back into view: the session can have ended meanwhile, or allow something else. */
  cameBack(): void {
    if (sessionStore.getState().status === "in" && this.ways.now() - this.lookedAt > STALE_MILLIS) {
      void this.check();
    }
  }

  /**
   * Looks whether somebody who may not do everything may do more by now; called every few seconds. What a role loses, a refusal or
   * the closed socket tells; what it gains, nothing does. It never renews, so that a window that is left open does not keep its
   * session alive, and never throws.
   */
  async glance(): Promise<void> {
    const { status, who } = sessionStore.getState();
    if (status !== "in" || this.glancing || this.looking || this.renewal || who.scopes.includes("admin")) {
      return;
    }
    this.glancing = true;
    try {
      const found = await this.look();
      // Whatever was learned meanwhile is newer.
      if (found && differs(who, found) && sessionStore.getState().who === who) {
        this.found(found);
      }
    } catch {
      // No answer says nothing about the session.
    } finally {
      this.glancing = false;
    }
  }

  /** Asks again who this is and what is allowed, for example after a refusal. Never throws. */
  check(): Promise<void> {
    this.lookedAt = this.ways.now();
    this.looking ??= this.look()
      .then((who) => who ?? this.renewed())
      .then(
        (who) => this.found(who),
        () => {
          if (sessionStore.getState().status === "opening") {
            sessionStore.setState({ status: "unknown" }, true);
          }
        },
      )
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }

  /** After a 401: whether the session works again. Throws an ApiError when the server does not answer. */
  async renew(): Promise<boolean> {
    const { status } = sessionStore.getState();
    if (status === "expired" || status === "out") {
      return false;
    }
    const who = await this.renewed();
    this.found(who);
    return who !== undefined;
  }

  async signIn(name: string, password: string): Promise<void> {
    this.entered(await this.ways.ask<Who>("POST", "/api/v1/auth/login", { name, password }));
  }

  /** Opens the session of a one-time link. */
  async redeem(token: string): Promise<Who> {
    const who = await this.ways.ask<Who>("POST", "/api/v1/auth/redeem", { token });
    this.entered(who);
    return who;
  }

  /** Ends the session here and in all tabs of this browser. */
  async signOut(): Promise<void> {
    await this.ways.ask("POST", "/api/v1/auth/logout");
    this.ways.channel.postMessage({ t: "out" } satisfies Message);
    sessionStore.setState({ status: "out" }, true);
    this.ways.leave("/login");
  }

  /** The session as the server describes it after a change, such as a new password. */
  changed(change: Partial<Who>): void {
    const state = sessionStore.getState();
    if (state.who) {
      sessionStore.setState({ ...state, who: { ...state.who, ...change } }, true);
    }
  }

  private renewed(): Promise<Who | undefined> {
    this.renewal ??= this.ways
      .inTurn(
        LOCK,
        async () => (await this.look()) ?? (await orNone(this.ways.ask<Who>("POST", "/api/v1/auth/refresh"))),
      )
      .finally(() => {
        this.renewal = undefined;
      });
    return this.renewal;
  }

  private look(): Promise<Who | undefined> {
    return orNone(this.ways.ask<Who>("GET", "/api/v1/auth/session"));
  }

  private found(who: Who | undefined): void {
    const before = sessionStore.getState();
    if (who === undefined) {
      sessionStore.setState(before.who ? { status: "expired", who: before.who } : { status: "out" }, true);
    } else if (before.who && before.who.user !== who.user) {
      // What is on the screen belongs to somebody else.
      this.ways.leave(this.ways.here());
    } else {
      sessionStore.setState({ status: "in", who }, true);
    }
  }

  private entered(who: Who): void {
    this.ways.channel.postMessage({ t: "in", user: who.user } satisfies Message);
    sessionStore.setState({ status: "in", who }, true);
  }

  private heard(message: Message): void {
    const { status } = sessionStore.getState();
    if (message.t === "in") {
      void this.check();
    } else if (status === "in" || status === "expired" || status === "unknown") {
      sessionStore.setState({ status: "out" }, true);
      this.ways.leave(`/login?to=${encodeURIComponent(this.ways.here())}`);
    }
  }
}

function differs(one: Who, other: Who): boolean {
  return one.user !== other.user || one.role !== other.role || one.scopes.join() !== other.scopes.join();
}

/** Undefined for 401, which means that there is no session. */
async function orNone(asked: Promise<Who>): Promise<Who | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status === 401) {
      return undefined;
    }
    throw thrown;
  }
}
