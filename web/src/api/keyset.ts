import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

/** A page of a listing that is read by key. */
export interface KeysetPage<T> {
  items: T[];
  next?: string | number | undefined;
}

/** Rows in a page of a long listing. */
export const PAGE_ROWS = 200;

/**
 * A listing that grows as it is scrolled. `load` gets the `next` of the page before (undefined for the first).
 * Rows keep their identity while their page is unchanged.
 */
export function useKeyset<T>(
  queryKey: QueryKey,
  load: (after: string | undefined, signal: AbortSignal) => Promise<KeysetPage<T>>,
  options: { enabled?: boolean; refetchInterval?: number | false } = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.next === undefined ? undefined : String(page.next)),
    enabled: options.enabled ?? true,
    refetchInterval: options.refetchInterval ?? false,
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  return { ...query, rows, complete: query.data !== undefined && !query.hasNextPage };
}
