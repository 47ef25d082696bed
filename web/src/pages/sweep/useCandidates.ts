import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Queries, queries, unwrap } from "@/api";

const MOST = 200;

interface Candidates {
  /** What tells candidates of this sweep apart; undefined while that is unknown. */
  varying: readonly string[] | undefined;
  /** The candidate of that index, where it is among the first ones. */
  candidate: (index: number) => Queries["LeaderboardRow"] | undefined;
}

/** How the candidates of a sweep are called, for pages whose rows name them only. Names never change: read once. */
export function useCandidates(sweepId: string, candidates: number | undefined): Candidates {
  const { data } = useQuery({
    // Anew when there are more of them.
    queryKey: ["sweep", sweepId, "candidates", candidates === undefined ? 0 : Math.min(candidates, MOST)],
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/leaderboard", {
          params: { path: { sweepId }, query: { limit: MOST, sort: "index" } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before, query) => (query?.queryKey[1] === sweepId ? before : undefined),
  });
  return useMemo(() => {
    const rows = new Map(data?.items.map((row) => [row.candidateIndex, row]));
    return { varying: data?.varying, candidate: (index) => rows.get(index) };
  }, [data]);
}

/** One candidate with all its metrics; asked for once, however many look at it. */
export function useCandidate(sweepId: string, index: number, enabled = true) {
  return useQuery({
    queryKey: ["sweep", sweepId, "candidate", index],
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/candidates/{candidate}", {
          params: { path: { sweepId, candidate: index } },
          signal,
        }),
      ),
    enabled,
  });
}
