import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Loading, Segments } from "@/ui";
import { Activity } from "./live/Activity";
import { ErrorCauses } from "./live/ErrorCauses";
import { LatencyChart, SpendChart, ThroughputChart, useSeries } from "./live/SeriesCharts";
import { TopFive } from "./live/TopFive";
import { useSweep } from "./useSweep";

const route = getRouteApi("/sweeps/$sweepId/live");

/** The cockpit: how fast, how dear, what fails, who leads, what has just happened. */
export function LivePage() {
  const { sweepId } = route.useParams();
  const { range } = route.useSearch();
  const navigate = useNavigate({ from: "/sweeps/$sweepId/live" });
  const { sweep } = useSweep(sweepId);
  const series = useSeries(sweepId, range ?? "15m");
  if (!sweep) {
    return <Loading label="the sweep" height={400} />;
  }
  return (
    <div className="grid grid-cols-1 gap-4 xl:grid-cols-3">
      <div className="grid min-w-0 content-start gap-4 xl:col-span-2">
        <div className="flex items-center justify-between gap-2">
          <p className="text-xs text-ink-3">
            Times are those of this browser; steps are means of the server over all runs.
          </p>
          <Segments
            label="Time range of the charts"
            value={range ?? "15m"}
            options={[
              { value: "15m", label: "Last 15 min" },
              { value: "all", label: "All" },
            ]}
            onChange={(next) => void navigate({ search: { range: next === "all" ? "all" : undefined }, replace: true })}
          />
        </div>
        <ThroughputChart series={series} finished={sweep.finished} />
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          <LatencyChart series={series} finished={sweep.finished} />
          <SpendChart series={series} finished={sweep.finished} />
        </div>
      </div>
      <div className="grid min-w-0 content-start gap-4">
        <TopFive sweep={sweep} />
        <ErrorCauses sweepId={sweepId} />
        <Activity sweepId={sweepId} />
      </div>
    </div>
  );
}
