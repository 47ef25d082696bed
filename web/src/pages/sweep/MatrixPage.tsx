import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { download } from "@/api";
import { count } from "@/format";
import { useLiveRefetch } from "@/live";
import { Button, CheckField, Loading, PartialNote, Segments, SelectField } from "@/ui";
import { CaseList } from "./matrix/CaseList";
import { CellDrawer } from "./matrix/CellDrawer";
import { HeatGrid, type Spot } from "./matrix/HeatGrid";
import { matrixKey, type View } from "./matrix/tiles";
import { useCandidates } from "./useCandidates";
import { scorerNames, useSweep } from "./useSweep";

const route = getRouteApi("/sweeps/$sweepId/matrix");
/** The most columns that the server puts into one file. */
const FILE_COLUMNS = 200;
const MORE_METRICS = ["weighted-sum", "cost-per-run-usd", "latency-ms", "tokens"];
const LESS_IS_BETTER = new Set(["cost-per-run-usd", "latency-ms", "tokens"]);

/** Where candidates differ: every case by every candidate, and the runs behind each cell. */
export function MatrixPage() {
  const { sweepId } = route.useParams();
  const { metric, only, sort, cell, view } = route.useSearch();
  const navigate = useNavigate({ from: "/sweeps/$sweepId/matrix" });
  const { sweep } = useSweep(sweepId);
  const { varying } = useCandidates(sweepId, sweep?.leaderboard.candidates);
  const shown: View = { sweepId, metric, only, sort };
  useLiveRefetch(`sweep:${sweepId}:cells`, matrixKey(shown), 3_000);
  const search = (change: Record<string, unknown>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  if (!sweep) {
    return <Loading label="the sweep" height={400} />;
  }
  const metrics = [...new Set([...scorerNames(sweep.definition), ...MORE_METRICS])];
  const spot = spotOf(cell);
  const current = metric ?? sweep.leaderboard.metric;
  const lowerIsBetter =
    current !== undefined && current === sweep.leaderboard.metric
      ? sweep.leaderboard.maximize === false
      : LESS_IS_BETTER.has(current ?? "");
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
            title={
              sweep.leaderboard.candidates > FILE_COLUMNS
                ? `Every case as shown, by the best ${FILE_COLUMNS} of ${count(sweep.leaderboard.candidates)} candidates`
                : "Every case as shown, by every candidate"
            }
            onClick={() => void download(fileOf(shown))}
          >
            CSV
          </Button>
        </div>
      </div>
      {view === "list" ? (
        <CaseList view={shown} varying={varying} onOpen={open} />
      ) : (
        <HeatGrid
          key={`${metric}/${only}/${sort}`}
          view={shown}
          lowerIsBetter={lowerIsBetter}
          varying={varying}
          onOpen={open}
          opened={spot}
        />
      )}
      <div className="border-t border-line px-3 py-2">
        <PartialNote>
          Candidates from left to right by rank. The greener, the {lowerIsBetter ? "lower and better" : "higher"}. Δ:
          how far candidates lie apart. Hatched ✗: every run failed; * some failed; empty: no run has ended.
        </PartialNote>
      </div>
      {spot ? <CellDrawer sweepId={sweepId} spot={spot} onClose={() => search({ cell: undefined })} /> : null}
    </div>
  );
}

/** The matrix as it is shown, all of it, as CSV. */
function fileOf({ sweepId, metric, only, sort }: View): string {
  const query = new URLSearchParams({ format: "csv", columnLimit: String(FILE_COLUMNS) });
  for (const [name, value] of Object.entries({ metric, only, sort })) {
    if (value !== undefined) {
      query.set(name, value);
    }
  }
  return `/api/v1/sweeps/${encodeURIComponent(sweepId)}/matrix?${query}`;
}

/** `12.case-id`; undefined for anything else. */
function spotOf(cell: string | undefined): Spot | undefined {
  const match = /^(\d+)\.(.+)$/s.exec(cell ?? "");
  return match?.[1] !== undefined && match[2] !== undefined
    ? { candidateIndex: Number(match[1]), caseId: match[2] }
    : undefined;
}
