import { useQuery } from "@tanstack/react-query";
import { type Queries, queries, unwrap } from "@/api";
import { count, percent, plural, score } from "@/format";
import { useLiveRefetch } from "@/live";
import { IntervalBar, Loaded, Panel, type Scale, scaleOf } from "@/ui";
import { leaderboardChannel } from "../useSweep";

type Effects = Queries["Effects"];

/** What each choice does on average, and how much of the differences it explains. */
export function EffectsPanel({ sweepId }: { sweepId: string }) {
  const key = ["sweep", sweepId, "effects"];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      unwrap(queries.GET("/api/v1/sweeps/{sweepId}/effects", { params: { path: { sweepId } }, signal })),
  });
  useLiveRefetch(leaderboardChannel(sweepId), key, 5_000);
  return (
    <Loaded query={query} what="The effects" lines={6} height={240}>
      {(effects) =>
        effects.factors.length === 0 ? null : (
          <div className="grid grid-cols-1 gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            <Panel
              title="Effect of each choice"
              note={`mean of ${effects.metric} over candidates, ${count(effects.complete)} of ${plural(effects.candidates, "candidate")} complete`}
            >
              <Levels effects={effects} />
            </Panel>
            <Importance effects={effects} />
          </div>
        )
      }
    </Loaded>
  );
}

function Levels({ effects }: { effects: Effects }) {
  const scale: Scale | undefined = scaleOf(
    effects.factors.flatMap((factor) =>
      factor.levels.map((one) => ({ score: one.mean, low: one.low, high: one.high })),
    ),
  );
  return (
    <div className="grid grid-cols-1 gap-x-8 gap-y-5 md:grid-cols-2">
      {effects.factors.map((factor) => (
        <table key={factor.name} className="w-full table-fixed text-xs">
          <caption className="pb-1 text-left font-semibold">
            <bdi>{factor.name}</bdi>
            {factor.binned ? <span className="font-normal text-ink-3"> in ranges</span> : null}
          </caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">Level</th>
              <th scope="col">Interval</th>
              <th scope="col">Mean</th>
            </tr>
          </thead>
          <tbody>
            {factor.levels.map((level) => (
              <tr
                key={level.label}
                title={`${plural(level.candidates, "candidate")}, ${score(level.min)} to ${score(level.max)}`}
              >
                <th scope="row" className="w-2/5 truncate py-0.5 pr-2 text-left font-normal">
                  <bdi>{level.label}</bdi>
                </th>
                <td className="py-0.5">
                  <IntervalBar mean={level.mean} low={level.low} high={level.high} scale={scale} />
                </td>
                <td className="num w-16 py-0.5 pl-2 font-medium">{score(level.mean)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

function Importance({ effects: { importance } }: { effects: Effects }) {
  const items = importance.items ?? [];
  return (
    <Panel title="Importance" note={`${importance.method}, n = ${count(importance.n)}`}>
      {importance.hidden ? (
        <p className="text-ink-2">Not shown: {importance.hidden}.</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {[
            ...items,
            ...(importance.rest === undefined ? [] : [{ factor: "together, and noise", share: importance.rest }]),
          ].map((item) => (
            <li key={item.factor} className="grid grid-cols-[8rem_minmax(0,1fr)_3.5rem] items-center gap-2 text-xs">
              <bdi className="truncate">{item.factor}</bdi>
              <span aria-hidden className="h-3 rounded-sm bg-sunken">
                <span
                  className="block h-full rounded-sm bg-accent-line"
                  style={{ width: `${Math.max(0, Math.min(100, item.share * 100))}%` }}
                />
              </span>
              <span className="num">{percent(item.share, 0)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
