import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { download } from "@/api";
import { useLiveRefetch } from "@/live";
import { Button, CheckField, Loading, PartialNote, Segments, SelectField } from "@/ui";
import { CaseList } from "./matrix/CaseList";
import { CellDrawer } from "./matrix/CellDrawer";
import { HeatGrid, type Spot } from "./matrix/HeatGrid";
import { matrixKey, type View } from "./matrix/tiles";
import { scorerNames, useSweep } from "./useSweep";

const route = getRouteApi("/sweeps/$sweepId/matrix");
const MORE_METRICS = ["weighted-sum", "cost-per-run-usd", "latency-ms", "tokens"];

/** Where candidates differ: every case by every candidate, and the runs behind each cell. */
export function MatrixPage() {
  const { sweepId } = route.useParams();
  const { metric, only, sort, cell, view } = route.useSearch();
  const navigate = useNavigate({ from: "/sweeps/$sweepId/matrix" });
  const { sweep } = useSweep(sweepId);
  const shown: View = { sweepId, metric, only, sort };
  useLiveRefetch(`sweep:${sweepId}:cells`, matrixKey(shown), 3_000);
  const search = (change: Record<string, unknown>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  if (!sweep) {
    return <Loading label="the sweep" height={400} />;
  }
  const metrics = [...new Set([...scorerNames(sweep.definition), ...MORE_METRICS])];
  const spot = spotOf(cell);
  const open = (next: Spot) => search({ cell: `${next.candidateIndex}.${next.caseId}` });
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
        <SelectField
          label="Metric"
          hideLabel
          className="w-52"
          value={metric ?? sweep.leaderboard.metric ?? ""}
          onChange={(event) => search({ metric: event.target.value })}
          options={[
            ...(sweep.leaderboard.metric && !metrics.includes(sweep.leaderboard.metric)
              ? [sweep.leaderboard.metric]
              : []),
            ...metrics,
          ].map((value) => ({ value, label: value }))}
        />
        <SelectField
          label="Order of cases"
          hideLabel
          className="w-52"
          value={sort ?? "case"}
          onChange={(event) => search({ sort: event.target.value === "case" ? undefined : event.target.value })}
          options={[
            { value: "case", label: "As in the dataset" },
            { value: "-spread", label: "Most different first" },
            { value: "mean", label: "Hardest first" },
            { value: "-mean", label: "Easiest first" },
            { value: "-failed", label: "Most failures first" },
          ]}
        />
        <CheckField
          label="Only where candidates differ"
          checked={only === "diff"}
          onChange={(event) => search({ only: event.target.checked ? "diff" : undefined })}
        />
        <div className="ml-auto flex items-center gap-2">
          <Segments
            label="Form"
            value={view ?? "grid"}
            options={[
              { value: "grid", label: "Matrix" },
              { value: "list", label: "List" },
            ]}
            onChange={(next) => search({ view: next === "list" ? "list" : undefined })}
          />
          <Button
            icon={<Download aria-hidden size={14} />}
            onClick={() =>
              void download(
                `/api/v1/sweeps/${encodeURIComponent(sweepId)}/matrix?format=csv&limit=1000${metric ? `&metric=${encodeURIComponent(metric)}` : ""}`,
              )
            }
          >
            CSV
          </Button>
        </div>
      </div>
      {view === "list" ? (
        <CaseList view={shown} onOpen={open} />
      ) : (
        <HeatGrid key={`${metric}/${only}/${sort}`} view={shown} onOpen={open} opened={spot} />
      )}
      <div className="border-t border-line px-3 py-2">
        <PartialNote>
          Candidates from left to right by rank. Hatched ✗: every run failed; * some failed; empty: no run has ended.
        </PartialNote>
      </div>
      {spot ? <CellDrawer sweepId={sweepId} spot={spot} onClose={() => search({ cell: undefined })} /> : null}
    </div>
  );
}

/** `12.case-id`; undefined for anything else. */
function spotOf(cell: string | undefined): Spot | undefined {
  const match = /^(\d+)\.(.+)$/s.exec(cell ?? "");
  return match?.[1] !== undefined && match[2] !== undefined
    ? { candidateIndex: Number(match[1]), caseId: match[2] }
    : undefined;
}
