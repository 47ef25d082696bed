import { Pin } from "lucide-react";
import type { Queries } from "@/api";
import { count, formatOf, millis, NONE, percent, usd } from "@/format";
import { Chip, type Column, Delta, IntervalBar, type Scale, type Tone } from "@/ui";
import { Sparkline } from "@/ui/chart";
import { CandidateName } from "./CandidateName";

export type Row = Queries["LeaderboardRow"];
export type Page = Queries["CandidatePage"];

const STATES: Record<Queries["CandidateState"], { label: string; tone: Tone }> = {
  exploring: { label: "exploring", tone: "run" },
  pinned: { label: "pinned", tone: "accent" },
  pruned: { label: "pruned", tone: "warn" },
  complete: { label: "complete", tone: "good" },
  stopped: { label: "stopped by the end", tone: "neutral" },
};

/** Columns that can be switched off, with their names. */
export const OPTIONAL: readonly { id: string; label: string }[] = [
  { id: "spark", label: "Running mean" },
  { id: "delta", label: "Difference to the baseline" },
  { id: "pass", label: "Passed all scorers" },
  { id: "cost", label: "Cost per run" },
  { id: "latency", label: "Latency" },
  { id: "errors", label: "Errors" },
];

function places(row: Row): string {
  if (row.rankLow === undefined || row.rankHigh === undefined) {
    return row.rank === undefined ? NONE : String(row.rank);
  }
  return row.rankLow === row.rankHigh ? String(row.rankLow) : `${row.rankLow}–${row.rankHigh}`;
}

/** The columns of the ranking. Everything but the score itself says of how much it is the mean. */
export function leaderboardColumns(page: Page | undefined, base: Row | undefined): Column<Row>[] {
  const scale: Scale | undefined = page?.scale && { min: page.scale.low, max: page.scale.high };
  const format = formatOf(page?.metric);
  const muted = (row: Row, text: string) => (row.provisional ? <span className="text-ink-3">{text}</span> : text);
  return [
    {
      id: "rank",
      header: "Rank",
      hint: "Places that a candidate may truly have, given the intervals of its differences to the others",
      width: "68px",
      align: "right",
      sort: "rank",
      cell: (row) => (
        <span
          className="inline-flex items-center gap-1"
          title={
            row.rankLow === undefined
              ? undefined
              : "Places that it may truly have, given the intervals against the others"
          }
        >
          {row.pinned ? <Pin aria-label="pinned" size={12} className="text-accent" /> : null}
          {places(row)}
        </span>
      ),
    },
    {
      id: "candidate",
      header: "Candidate",
      width: "minmax(220px, 3fr)",
      cell: (row) => <CandidateName row={row} varying={page?.varying} />,
    },
    {
      id: "score",
      header: page?.metric ?? "Score",
      width: "96px",
      align: "right",
      sort: "score",
      sortFirst: "descending",
      cell: (row) => (
        <span title={row.provisional ? "provisional: too little is known yet" : undefined}>
          {muted(row, format(row.score))}
        </span>
      ),
    },
    {
      id: "interval",
      header: "95 % interval",
      hint: "Where the true mean lies. Sorted by the end that is worse, so that a high mean over few cases stands behind a sure one",
      width: "minmax(110px, 1fr)",
      sort: "lcb",
      sortFirst: "descending",
      cell: (row) => (
        <IntervalBar
          mean={row.score}
          low={row.low}
          high={row.high}
          scale={scale}
          muted={row.provisional}
          reference={base?.score}
        />
      ),
    },
    {
      id: "n",
      header: page?.planned === undefined ? "n" : `n of ${count(page.planned)}`,
      width: "76px",
      align: "right",
      sort: "n",
      sortFirst: "descending",
      cell: (row) => count(row.n),
    },
    {
      id: "delta",
      header: "Δ baseline",
      width: "104px",
      align: "right",
      cell: (row) =>
        row.candidateIndex === base?.candidateIndex ? (
          <span className="text-ink-3">baseline</span>
        ) : (
          <span
            title={
              row.delta
                ? `paired on ${row.delta.n} common cases: ${row.delta.wins} better, ${row.delta.ties} equal, ${row.delta.losses} worse`
                : undefined
            }
          >
            <Delta value={row.delta?.difference} lowerIsBetter={page?.maximize === false} format={format} />
          </span>
        ),
    },
    {
      id: "pass",
      header: "Passed all",
      hint: "Share of the judged runs in which every scorer with a threshold passed",
      width: "88px",
      align: "right",
      sort: "passRate",
      sortFirst: "descending",
      cell: (row) => percent(row.passRate),
    },
    {
      id: "cost",
      header: "Cost per run",
      width: "104px",
      align: "right",
      sort: "cost",
      cell: (row) => usd(row.cost),
    },
    {
      id: "latency",
      header: "p50 / p95",
      hint: "Latency: half of the answers, and 95 in 100, took at most that",
      width: "128px",
      align: "right",
      sort: "p95",
      cell: (row) => (row.latency ? `${millis(row.latency.p50)} / ${millis(row.latency.p95)}` : NONE),
    },
    {
      id: "errors",
      header: "Errors",
      width: "64px",
      align: "right",
      sort: "errorRate",
      sortFirst: "descending",
      cell: (row) => <span className={row.errorRate > 0 ? "text-bad" : "text-ink-3"}>{percent(row.errorRate)}</span>,
    },
    {
      id: "state",
      header: "Status",
      width: "108px",
      cell: (row) =>
        !row.feasible && row.violated ? (
          <Chip tone="bad" title={row.violated}>
            breaks a limit
          </Chip>
        ) : (
          <Chip tone={STATES[row.state].tone}>
            {row.provisional && row.state === "exploring" ? "provisional" : STATES[row.state].label}
          </Chip>
        ),
    },
    {
      id: "spark",
      header: "Running mean",
      width: "100px",
      cell: (row) => <Sparkline values={row.spark ?? []} />,
    },
  ];
}
