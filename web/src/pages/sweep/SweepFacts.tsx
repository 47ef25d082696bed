import { count, NONE, percent, plural, rate, seconds, usd } from "@/format";
import { Legend, type Share, StackedBar } from "@/ui";
import { isAtRest, type SweepDetail } from "./useSweep";

/** Shares of the planned runs by how they stand. */
export function sharesOf({ totals }: SweepDetail): Share[] {
  const waiting = Math.max(0, (totals.planned ?? 0) - totals.settled - totals.outstanding);
  return [
    { name: "answered", value: Math.max(0, totals.settled - totals.failed - totals.hits), color: "var(--good)" },
    { name: "from the cache", value: Math.max(0, totals.hits), color: "var(--accent-line)" },
    { name: "failed", value: totals.failed, color: "var(--bad)", hatched: true },
    { name: "in flight", value: totals.outstanding, color: "var(--run)" },
    { name: "to come", value: waiting, color: "var(--line)" },
  ];
}

/** Progress, spend and time of a sweep in one line that every tab shows. */
export function SweepFacts({ sweep }: { sweep: SweepDetail }) {
  const { totals, progress, budget } = sweep;
  const planned = totals.planned;
  const share = progress.fraction;
  const spent = budget?.usd === undefined ? undefined : totals.spentUsd / Math.max(budget.usd, 1e-12);
  return (
    <div className="grid grid-cols-1 gap-x-8 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3 lg:grid-cols-[minmax(0,1fr)_auto]">
      <div className="flex min-w-0 flex-col gap-2">
        <div className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-xl font-semibold">{count(totals.settled)}</span>
          <span className="text-ink-2">
            of {planned === undefined ? "an open number of" : count(planned)} runs
            {share === undefined ? "" : ` · ${percent(share, 0)}`}
          </span>
          {planned !== undefined && totals.settled < planned && !isAtRest(sweep) ? (
            <span className="text-xs text-ink-3">values will change</span>
          ) : null}
        </div>
        <StackedBar
          label="Runs"
          height={10}
          total={planned ?? totals.settled + totals.outstanding}
          shares={sharesOf(sweep)}
        />
        <Legend shares={sharesOf(sweep).filter((one) => one.value > 0)} />
      </div>
      <dl className="grid grid-cols-2 content-start gap-x-8 gap-y-2 sm:grid-cols-4 lg:grid-cols-[repeat(4,auto)]">
        <Fact
          name="Spent"
          value={usd(totals.spentUsd)}
          detail={budget?.usd === undefined ? "no dollar limit" : `${percent(spent, 0)} of ${usd(budget.usd)}`}
        />
        <Fact
          name="Calls"
          value={count(totals.spentCalls)}
          detail={plural(totals.hits, "run without one", "runs without one")}
        />
        <Fact
          name="Rate"
          value={isAtRest(sweep) ? NONE : rate(progress.runsPerSecond)}
          detail={isAtRest(sweep) ? "at rest" : "last 10 s"}
        />
        <Fact
          name={isAtRest(sweep) ? "Took" : "Time left"}
          value={isAtRest(sweep) ? tookOf(sweep) : seconds(progress.etaSeconds)}
          detail={
            isAtRest(sweep)
              ? "launch to end"
              : sweep.status === "PAUSED"
                ? "while paused"
                : progress.etaSeconds === undefined
                  ? "not known yet"
                  : "at this rate"
          }
        />
      </dl>
    </div>
  );
}

function tookOf(sweep: SweepDetail): string {
  const from = sweep.launchedAt ?? sweep.createdAt;
  return sweep.endedAt === undefined ? NONE : seconds(Math.max(0, sweep.endedAt - from) / 1000);
}

function Fact({ name, value, detail }: { name: string; value: string; detail: string }) {
  return (
    <div className="min-w-22">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="text-lg font-semibold">{value}</dd>
      <dd className="text-xs text-ink-3">{detail}</dd>
    </div>
  );
}
