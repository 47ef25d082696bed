import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries, unwrap } from "@/api";
import { formatOf, plural } from "@/format";
import { useLiveRefetch } from "@/live";
import { IntervalBar, Loaded, Panel } from "@/ui";
import { CandidateName } from "../CandidateName";
import { leaderboardChannel, type SweepDetail } from "../useSweep";

/** The five that lead, in the order of the leaderboard: by what is sure, so that three lucky runs do not lead. */
export function TopFive({ sweep }: { sweep: SweepDetail }) {
  const { sweepId } = sweep;
  const key = ["sweep", sweepId, "leaderboard", "top"];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/leaderboard", {
          params: { path: { sweepId }, query: { limit: 5, sort: "-lcb" } },
          signal,
        }),
      ),
  });
  useLiveRefetch(leaderboardChannel(sweepId), key, 500);
  return (
    <Panel
      title="Leading"
      note={
        query.data ? `surest first by ${query.data.metric}, ${plural(query.data.candidates, "candidate")}` : undefined
      }
      tools={
        <Link to="/sweeps/$sweepId/leaderboard" params={{ sweepId }} className="text-xs text-accent hover:underline">
          All
        </Link>
      }
    >
      <Loaded query={query} what="The leaders" lines={5}>
        {(page) =>
          page.items.length === 0 ? (
            <p className="text-ink-2">Nobody has a score yet.</p>
          ) : (
            <ol className="flex flex-col gap-2.5">
              {page.items.map((row, index) => (
                <li key={row.candidateIndex} className="grid grid-cols-[1.5rem_minmax(0,1fr)_6rem] items-center gap-2">
                  <span className="text-ink-3">{index + 1}</span>
                  <div className="min-w-0">
                    <CandidateName row={row} varying={page.varying} />
                    {row.feasible ? null : <p className="text-2xs text-bad">breaks a limit: {row.violated}</p>}
                    {row.provisional ? (
                      <p className="text-2xs text-ink-3">provisional, {plural(row.n, "run")}</p>
                    ) : null}
                  </div>
                  <div>
                    <p className="num font-semibold">{formatOf(page.metric)(row.score)}</p>
                    <IntervalBar
                      mean={row.score}
                      low={row.low}
                      high={row.high}
                      scale={page.scale && { min: page.scale.low, max: page.scale.high }}
                      muted={row.provisional}
                    />
                  </div>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </Panel>
  );
}
