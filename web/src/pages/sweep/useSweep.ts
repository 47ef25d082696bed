import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { asApiError, type Queries, queries, unwrap } from "@/api";
import { useChannelValue, useLiveRefetch } from "@/live";
import { isTerminal } from "@/ui";

export type Sweep = Queries["Sweep"];
export type SweepDetail = Queries["SweepDetail"];

export const summaryChannel = (sweepId: string) => `sweep:${sweepId}:summary`;
export const leaderboardChannel = (sweepId: string) => `sweep:${sweepId}:leaderboard`;
export const eventsChannel = (sweepId: string) => `sweep:${sweepId}:events`;

/** A sweep that was launched this instant is known to the commands before it can be read. */
const NOT_YET = { times: 6, pauseMillis: 500 };

const detailKey = (sweepId: string) => ["sweep", sweepId, "detail"];

/** Keeps the sweep's detail fresh for all tabs; once per page, by the layout around them. */
export function useFreshSweep(sweepId: string): void {
  useLiveRefetch(summaryChannel(sweepId), detailKey(sweepId), 10_000);
}

/** The sweep with its definition. Its figures are those of the channel as soon as that has newer ones. */
export function useSweep(sweepId: string): { query: UseQueryResult<SweepDetail>; sweep: SweepDetail | undefined } {
  const channel = summaryChannel(sweepId);
  const query = useQuery({
    queryKey: detailKey(sweepId),
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}", { params: { path: { sweepId } }, signal }),
      ) as Promise<SweepDetail>,
    retry: (failures, error) => {
      const failure = asApiError(error);
      return failure.notFound ? failures < NOT_YET.times : failure.remedy === "retry" && failures < 3;
    },
    retryDelay: NOT_YET.pauseMillis,
  });
  const live = useChannelValue<Sweep>(channel, sweepId);
  const detail = query.data;
  if (!detail) {
    return { query, sweep: undefined };
  }
  return { query, sweep: live && (live.updatedAt ?? 0) >= (detail.updatedAt ?? 0) ? { ...detail, ...live } : detail };
}

/** No run will be requested any more unless somebody steers. */
export function isAtRest(sweep: Sweep): boolean {
  return isTerminal(sweep.status);
}

/** Over for good: no verb works any more but those of the archive. */
export function isOver(sweep: Sweep): boolean {
  return sweep.status === "COMPLETED" || sweep.status === "CANCELLED" || sweep.status === "FAILED";
}

/** Names of the sweep's scorers, which are its metrics; empty while the definition is unknown. */
export function scorerNames(definition: SweepDetail["definition"]): string[] {
  const known = definition as { scorers?: { name?: string; type: string }[] } | undefined;
  return (known?.scorers ?? []).map((scorer) => scorer.name ?? scorer.type);
}
