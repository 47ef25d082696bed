import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

/** A page of a listing that is read by key. */
export interface KeysetPage<T> {
  items: T[];
  next?: string | number | undefined;
}

/** Rows in a page of a long listing. */
export const PAGE_ROWS = 200;

/** Whether two keys begin with the same parts. */
export function isWithin(before: QueryKey | undefined, now: QueryKey, parts: number | undefined): boolean {
  return (
    before !== undefined && parts !== undefined && now.slice(0, parts).every((part, index) => part === before[index])
  );
}

/**
 * A listing that grows as it is scrolled. `load` gets the `next` of the page before (undefined for the first).
 * Rows keep their identity while their page is unchanged.
 */
export function useKeyset<T>(
  queryKey: QueryKey,
  load: (after: string | undefined, signal: AbortSignal) => Promise<KeysetPage<T>>,
  options: {
    enabled?: boolean;
    refetchInterval?: number | false;
    /** While another filter or order is read, the rows of before stay, if this many first parts of the key are the same. */
    keepWithin?: number;
  } = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.next === undefined ? undefined : String(page.next)),
    enabled: options.enabled ?? true,
    refetchInterval: options.refetchInterval ?? false,
    placeholderData: (before, query) => (isWithin(query?.queryKey, queryKey, options.keepWithin) ? before : undefined),
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  return { ...query, rows, complete: query.data !== undefined && !query.hasNextPage };
}
