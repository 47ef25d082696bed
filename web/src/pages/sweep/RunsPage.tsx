import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { type Queries, queries, unwrap, useKeyset } from "@/api";
import { useShortcuts } from "@/app/shortcuts";
import { millis, NONE, score, time, usd } from "@/format";
import { useLiveRefetch } from "@/live";
import {
  Chip,
  type Column,
  DataGrid,
  type DataGridHandle,
  Drawer,
  Empty,
  Failure,
  Loading,
  SelectField,
  TextField,
} from "@/ui";
import { CandidateName } from "./CandidateName";
import { causeLabel } from "./live/ErrorCauses";
import { RunView } from "./RunView";
import { useCandidates } from "./useCandidates";
import { scorerNames, summaryChannel, useSweep } from "./useSweep";

type Run = Queries["Run"];

const route = getRouteApi("/sweeps/$sweepId/runs");
const FAILURES: Queries["FailureClass"][] = [
  "RATE_LIMITED",
  "SERVER_ERROR",
  "TIMEOUT",
  "CONNECTION",
  "BAD_REQUEST",
  "UNAUTHORIZED",
  "MALFORMED_RESPONSE",
  "RESPONSE_TOO_LARGE",
  "INVALID_REQUEST",
  "UNKNOWN_ENDPOINT",
  "CIRCUIT_OPEN",
  "CANCELLED",
  "INTERNAL",
];

/** Every run: what was asked, what came back, how it was judged. */
export function RunsPage() {
  const { sweepId } = route.useParams();
  const shown = route.useSearch();
  const { status, candidate, case: caseId, failure, source, metric, verdict, sort = "-time", run } = shown;
  const navigate = useNavigate({ from: "/sweeps/$sweepId/runs" });
  const search = (change: Record<string, unknown>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const grid = useRef<DataGridHandle>(null);
  const [active, setActive] = useState<string | undefined>(run);
  const { sweep } = useSweep(sweepId);
  const metrics = useMemo(() => scorerNames(sweep?.definition), [sweep?.definition]);
  const candidates = useCandidates(sweepId, sweep?.leaderboard.candidates);
  const key = ["sweep", sweepId, "runs", status, candidate, caseId, failure, source, metric, verdict, sort];
  const list = useKeyset(
    key,
    (after, signal) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/runs", {
          params: {
            path: { sweepId },
            query: {
              limit: 200,
              sort,
              ...(status ? { status: status as Queries["RunStatus"] } : {}),
              ...(candidate === undefined ? {} : { candidate }),
              ...(caseId ? { case: caseId } : {}),
              ...(failure ? { failure: failure as Queries["FailureClass"] } : {}),
              ...(source ? { source: source as Queries["AnswerSource"] } : {}),
              ...(metric ? { metric } : {}),
              ...(metric && verdict ? { verdict: verdict as "pass" | "fail" | "unscored" } : {}),
              ...(after ? { after } : {}),
            },
          },
          signal,
        }),
      ),
    { keepWithin: 3 },
  );
  useLiveRefetch(summaryChannel(sweepId), key, 3_000);
  const columns = useMemo(() => columnsOf(metrics, candidates), [metrics, candidates]);
  const first = list.data?.pages[0] as Queries["RunPage"] | undefined;
  const at = list.rows.findIndex((row) => row.runId === run);
  const step = (by: number) => {
    const next = list.rows[at + by];
    if (next) {
      setActive(next.runId);
      search({ run: next.runId });
    }
  };
  useShortcuts([
    { keys: "j", label: "Into the list", group: "Runs", run: () => grid.current?.focus() },
    { keys: "[", label: "Run before", group: "Runs", run: () => step(-1), disabled: at < 1 },
    { keys: "]", label: "Run after", group: "Runs", run: () => step(1), disabled: at < 0 },
  ]);
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-3 py-2.5">
        <SelectField
          label="Outcome"
          hideLabel
          className="w-44"
          value={failure ?? status ?? ""}
          onChange={(event) => {
            const { value } = event.target;
            const isClass = value !== "" && value !== "DONE" && value !== "FAILED";
            search({ status: isClass ? undefined : value || undefined, failure: isClass ? value : undefined });
          }}
          options={[
            { value: "", label: "Any outcome" },
            { value: "DONE", label: "Answered" },
            { value: "FAILED", label: "Failed" },
            ...FAILURES.map((value) => ({ value, label: `Failed: ${causeLabel(value)}` })),
          ]}
        />
        <SelectField
          label="Source of the answer"
          hideLabel
          className="w-44"
          value={source ?? ""}
          onChange={(event) => search({ source: event.target.value || undefined })}
          options={[
            { value: "", label: "Any source" },
            ...Object.entries(SOURCES).map(([value, label]) => ({ value, label })),
          ]}
        />
        <SelectField
          label="Scorer"
          hideLabel
          className="w-48"
          value={metric ?? ""}
          onChange={(event) =>
            search({ metric: event.target.value || undefined, ...(event.target.value ? {} : { verdict: undefined }) })
          }
          options={[{ value: "", label: "Any scorer" }, ...metrics.map((value) => ({ value, label: value }))]}
        />
        <SelectField
          label="Verdict of the scorer"
          hideLabel
          className="w-36"
          value={verdict ?? ""}
          disabled={!metric}
          onChange={(event) => search({ verdict: event.target.value || undefined })}
          options={[
            { value: "", label: "Any verdict" },
            { value: "pass", label: "Passed" },
            { value: "fail", label: "Not passed" },
            { value: "unscored", label: "Unscored" },
          ]}
        />
        <TextField
          label="Case"
          hideLabel
          type="search"
          className="w-36"
          placeholder="Case"
          key={`case-${caseId ?? ""}`}
          defaultValue={caseId ?? ""}
          onBlur={(event) => search({ case: event.target.value.trim() || undefined })}
          onKeyDown={(event) =>
            event.key === "Enter" && search({ case: event.currentTarget.value.trim() || undefined })
          }
        />
        {candidate === undefined ? null : (
          <button
            type="button"
            className="inline-flex h-8 items-center gap-1 rounded-md border border-accent-line bg-accent-soft px-2 text-xs"
            onClick={() => search({ candidate: undefined })}
          >
            candidate {candidate} <span aria-hidden>×</span>
            <span className="sr-only">remove this filter</span>
          </button>
        )}
      </div>
      {list.error && list.rows.length === 0 ? (
        <Failure what="The runs" error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading label="the runs" lines={10} height={400} onRetry={() => void list.refetch()} />
      ) : list.rows.length === 0 ? (
        <Empty title="No such run">
          Runs appear here as they end. If a filter is set, it lets none of them through.
        </Empty>
      ) : (
        <DataGrid
          ref={grid}
          label="Runs"
          columns={columns}
          rows={list.rows}
          rowKey={(row) => row.runId}
          total={first?.total}
          sort={sort}
          onSort={(next) => search({ sort: next === "-time" ? undefined : next })}
          active={active}
          onActive={setActive}
          onOpen={(row) => search({ run: row.runId })}
          onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          rowHeight={40}
          minWidth={1080}
        />
      )}
      {run === undefined ? null : (
        <Drawer
          open
          width={760}
          title="Run"
          description={run}
          onClose={() => {
            search({ run: undefined });
            grid.current?.focus();
          }}
        >
          <RunView sweepId={sweepId} runId={run} onGo={(next) => search({ run: next })} linked />
        </Drawer>
      )}
    </div>
  );
}

const SOURCES: Record<Queries["AnswerSource"], string> = {
  CALL: "called",
  JOINED: "shared a call",
  HIT: "from the cache",
};

function columnsOf(metrics: readonly string[], candidates: ReturnType<typeof useCandidates>): Column<Run>[] {
  return [
    {
      id: "time",
      header: "Ended",
      width: "88px",
      sort: "time",
      sortFirst: "descending",
      cell: (run) => time(run.scoredAt),
    },
    {
      id: "outcome",
      header: "Outcome",
      width: "150px",
      cell: (run) =>
        run.status === "FAILED" ? (
          <Chip tone="bad">{causeLabel(run.failure ?? "failed")}</Chip>
        ) : (
          <Chip tone={run.source === "CALL" ? "good" : "accent"}>{run.source ? SOURCES[run.source] : "answered"}</Chip>
        ),
    },
    {
      id: "candidate",
      header: "Candidate",
      width: "minmax(220px, 2fr)",
      sort: "run",
      cell: (run) => (
        <CandidateName
          row={
            candidates.candidate(run.candidateIndex) ?? {
              prompt: run.prompt ?? `candidate ${run.candidateIndex}`,
              promptVersion: 0,
              model: run.model ?? NONE,
              params: run.params ?? {},
            }
          }
          varying={candidates.varying}
        />
      ),
    },
    {
      id: "case",
      header: "Case",
      width: "minmax(90px, 0.8fr)",
      cell: (run) => (
        <span title={`case ${run.caseIndex}, repeat ${run.repeat}`}>
          <bdi>{run.caseId}</bdi>
          {run.repeat > 0 ? <span className="text-ink-3"> #{run.repeat + 1}</span> : null}
        </span>
      ),
    },
    ...metrics.map(
      (metric): Column<Run> => ({
        id: `metric-${metric}`,
        header: metric,
        width: "112px",
        align: "right",
        cell: (run) => <ScoreCell run={run} metric={metric} />,
      }),
    ),
    {
      id: "latency",
      header: "Latency",
      width: "92px",
      align: "right",
      sort: "latency",
      sortFirst: "descending",
      cell: (run) => millis(run.latencyMs),
    },
    {
      id: "cost",
      header: "Cost",
      width: "92px",
      align: "right",
      sort: "cost",
      sortFirst: "descending",
      cell: (run) => usd(run.costUsd),
    },
    { id: "attempts", header: "Attempts", width: "84px", align: "right", cell: (run) => run.attempts },
  ];
}

function ScoreCell({ run, metric }: { run: Run; metric: string }) {
  const found = run.scores.find((one) => one.metric === metric);
  if (!found || found.value === undefined) {
    return (
      <span className="text-ink-3" title={found?.error ?? found?.reason}>
        {found?.error ? "unscored" : NONE}
      </span>
    );
  }
  return (
    <span title={found.reason} className={found.pass === false ? "text-bad" : undefined}>
      {score(found.value)}
      {found.pass === undefined ? "" : found.pass ? " ✓" : " ✗"}
    </span>
  );
}
