import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import { queries, unwrap } from "@/api";
import { LiveFeed } from "./feed";
import type { LogEntry } from "./frames";
import { type Channel, EMPTY_CHANNEL } from "./reducer";
import { connectionStore, viewStore } from "./stores";

/** Entries of a sweep's story after a number, as far as one page reaches. */
async function readEvents(ch: string, after: number): Promise<readonly LogEntry[]> {
  const sweepId = /^sweep:(.+):events$/.exec(ch)?.[1];
  if (sweepId === undefined) {
    return [];
  }
  const page = await unwrap(
    queries.GET("/api/v1/sweeps/{sweepId}/events", { params: { path: { sweepId }, query: { after, limit: 1000 } } }),
  );
  return page.items;
}

/** The tab's feed. One for all pages: subscriptions are shared, the connection outlives navigation. */
export const liveFeed = new LiveFeed(undefined, undefined, readEvents);

function shown(ch: string | undefined): Channel {
  return (ch === undefined ? undefined : viewStore.getState().feed.get(ch)) ?? EMPTY_CHANNEL;
}

function useSubscription(ch: string | undefined): void {
  useEffect(() => (ch === undefined ? undefined : liveFeed.use(ch)), [ch]);
}

/** A channel as the page may show it; subscribes while mounted. Undefined subscribes to nothing. */
export function useChannel(ch: string | undefined): Channel {
  useSubscription(ch);
  return useStore(viewStore, () => shown(ch));
}

/** One value of a map channel. Renders only when that value is replaced, whatever else changes in the channel. */
export function useChannelValue<T>(ch: string | undefined, key: string): T | undefined {
  useSubscription(ch);
  return useSyncExternalStore(viewStore.subscribe, () => shown(ch).values.get(key) as T | undefined);
}

/**
 * Reads answers anew when a channel changes, at most every `everyMs` milliseconds and only one reading at a time. For figures
 * that only the server can compute.
 */
export function useLiveRefetch(ch: string | undefined, queryKey: readonly unknown[], everyMs = 1_000): void {
  const { revision } = useChannel(ch);
  const client = useQueryClient();
  const last = useRef({ at: 0, revision: 0 });
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (revision === last.current.revision) {
      return;
    }
    const parsed = JSON.parse(key) as unknown[];
    let timer: ReturnType<typeof setTimeout>;
    const read = () => {
      if (client.isFetching({ queryKey: parsed }) > 0) {
        timer = setTimeout(read, 200);
        return;
      }
      last.current = { at: Date.now(), revision };
      void client.invalidateQueries({ queryKey: parsed });
    };
    timer = setTimeout(read, Math.max(0, last.current.at + everyMs - Date.now()));
    return () => clearTimeout(timer);
  }, [revision, key, everyMs, client]);
}

/** How frames come in at present. */
export function useConnection() {
  return useStore(connectionStore);
}
