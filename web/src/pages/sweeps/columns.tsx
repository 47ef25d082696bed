import { Link } from "@tanstack/react-router";
import { count, seconds, usd } from "@/format";
import { useChannelValue } from "@/live";
import { Ago, Chip, type Column, StackedBar, StatusChip } from "@/ui";
import { BestScore } from "./BestScore";
import { CHANNEL, type Sweep } from "./filing";

/** The row as the channel has it, when it is newer than the listing. */
function useCurrent(sweep: Sweep): Sweep {
  const live = useChannelValue<Sweep>(CHANNEL, sweep.sweepId);
  return live && (live.updatedAt ?? 0) >= (sweep.updatedAt ?? 0) ? { ...sweep, ...live } : sweep;
}

function NameCell({ sweep }: { sweep: Sweep }) {
  const { name, message } = useCurrent(sweep);
  return (
    <div className="min-w-0 py-1">
      <Link
        to="/sweeps/$sweepId/live"
        params={{ sweepId: sweep.sweepId }}
        tabIndex={-1}
        onClick={(event) => event.stopPropagation()}
        className="block truncate font-medium hover:text-accent hover:underline"
      >
        <bdi>{name}</bdi>
      </Link>
      <p className="truncate text-xs text-ink-3">
        <bdi>{message ?? sweep.sweepId}</bdi>
      </p>
    </div>
  );
}

function ProgressCell({ sweep }: { sweep: Sweep }) {
  const { totals } = useCurrent(sweep);
  const planned = totals.planned ?? totals.settled + totals.outstanding;
  return (
    <div className="flex flex-col gap-1">
      <StackedBar
        height={6}
        label="Progress"
        total={planned}
        shares={[
          { name: "done", value: totals.settled - totals.failed, color: "var(--good)" },
          { name: "failed", value: totals.failed, color: "var(--bad)", hatched: true },
          { name: "running", value: totals.outstanding, color: "var(--run)" },
        ]}
      />
      <p className="truncate text-xs text-ink-2">
        {count(totals.settled)}
        <span className="text-ink-3"> of {totals.planned === undefined ? "an open number" : count(planned)}</span>
        {totals.failed > 0 ? <span className="text-bad"> · {count(totals.failed)} failed</span> : null}
      </p>
    </div>
  );
}

function SpendCell({ sweep }: { sweep: Sweep }) {
  const { totals, budget } = useCurrent(sweep);
  return (
    <div>
      <p>{usd(totals.spentUsd)}</p>
      <p className="text-xs text-ink-3">{budget?.usd === undefined ? "no limit" : `of ${usd(budget.usd)}`}</p>
    </div>
  );
}

function StatusCell({ sweep }: { sweep: Sweep }) {
  const { status, progress } = useCurrent(sweep);
  return (
    <div className="flex flex-col items-start gap-0.5">
      <StatusChip status={status} />
      {sweep.archived ? <Chip>archived</Chip> : null}
      {progress?.etaSeconds !== undefined && status === "RUNNING" ? (
        <span className="text-2xs text-ink-3">{seconds(progress.etaSeconds)} left</span>
      ) : null}
    </div>
  );
}

function BestCell({ sweep }: { sweep: Sweep }) {
  return <BestScore head={useCurrent(sweep).leaderboard} />;
}

function ChangedCell({ sweep }: { sweep: Sweep }) {
  return <Ago at={useCurrent(sweep).updatedAt ?? sweep.createdAt} />;
}

/** The columns beside the one of the marks. */
export const COLUMNS: Column<Sweep>[] = [
  {
    id: "name",
    header: "Sweep",
    width: "minmax(220px, 2.2fr)",
    sort: "name",
    cell: (sweep) => <NameCell sweep={sweep} />,
  },
  { id: "status", header: "Status", width: "132px", sort: "status", cell: (sweep) => <StatusCell sweep={sweep} /> },
  {
    id: "progress",
    header: "Progress",
    width: "minmax(180px, 1.2fr)",
    sort: "progress",
    sortFirst: "descending",
    cell: (sweep) => <ProgressCell sweep={sweep} />,
  },
  { id: "best", header: "Best so far", width: "minmax(230px, 1.9fr)", cell: (sweep) => <BestCell sweep={sweep} /> },
  {
    id: "candidates",
    header: "Candidates",
    width: "96px",
    align: "right",
    cell: (sweep) => count(sweep.leaderboard.candidates),
  },
  {
    id: "spent",
    header: "Spent",
    width: "108px",
    align: "right",
    sort: "spent",
    sortFirst: "descending",
    cell: (sweep) => <SpendCell sweep={sweep} />,
  },
  {
    id: "updated",
    header: "Last change",
    width: "118px",
    align: "right",
    sort: "updated",
    sortFirst: "descending",
    cell: (sweep) => (
      <span className="text-ink-2">
        <ChangedCell sweep={sweep} />
      </span>
    ),
  },
];
