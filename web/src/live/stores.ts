import { createStore } from "zustand/vanilla";
import type { Feed } from "./reducer";

/** How this tab gets its frames, and how far it is behind. */
export interface Connection {
  readonly transport: "socket" | "polling" | "offline";
  /** Epoch milliseconds since when it is so. */
  readonly since: number;
  /** How old the newest state is that the server knows of, in milliseconds; undefined before the first heartbeat. */
  readonly lagMs: number | undefined;
  /** Pause between two polls. */
  readonly pollMs: number | undefined;
  /** Why there is no socket. */
  readonly reason: string | undefined;
}

export const connectionStore = createStore<Connection>(() => ({
  transport: "offline",
  since: Date.now(),
  lagMs: undefined,
  pollMs: undefined,
  reason: "connecting",
}));

/** What the page shows. Runs behind the feed by the chosen update rate, and stands still while the view is paused. */
export const viewStore = createStore<{ readonly feed: Feed; readonly held: number }>(() => ({
  feed: new Map(),
  held: 0,
}));
