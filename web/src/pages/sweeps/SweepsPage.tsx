import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { type Queries, queries, unwrap, useKeyset } from "@/api";
import { useShortcuts } from "@/app/shortcuts";
import { count, plural, seconds, usd } from "@/format";
import { useChannel, useChannelValue, useLiveRefetch } from "@/live";
import {
  Ago,
  Button,
  type Column,
  DataGrid,
  type DataGridHandle,
  Empty,
  Failure,
  LinkButton,
  Loading,
  PageHead,
  SearchField,
  SelectField,
  StackedBar,
  StatusChip,
  statusLabel,
} from "@/ui";
import { BestScore } from "./BestScore";

type Sweep = Queries["Sweep"];
type Sort =
  | "created"
  | "-created"
  | "updated"
  | "-updated"
  | "name"
  | "-name"
  | "status"
  | "-status"
  | "spent"
  | "-spent"
  | "runs"
  | "-runs"
  | "progress"
  | "-progress";

const CHANNEL = "sweeps";
const STATUSES: Queries["SweepStatus"][] = [
  "PENDING",
  "RUNNING",
  "PAUSED",
  "DRAINING",
  "COMPLETED",
  "BUDGET_EXHAUSTED",
  "CANCELLED",
  "FAILED",
];
const route = getRouteApi("/sweeps");

/** All sweeps, the newest first, each as it is now. */
export function SweepsPage() {
  const { status, q, sort } = route.useSearch();
  const navigate = useNavigate({ from: "/sweeps" });
  const grid = useRef<DataGridHandle>(null);
  const filter = useRef<HTMLInputElement>(null);
  const [active, setActive] = useState<string>();
  const key = ["sweeps", "list", status, q, sort];
  const list = useKeyset(
    key,
    (after, signal) =>
      unwrap(
        queries.GET("/api/v1/sweeps", {
          params: {
            query: {
              limit: 200,
              ...(status ? { status: status as Queries["SweepStatus"] } : {}),
              ...(q ? { q } : {}),
              ...(sort ? { sort: sort as Sort } : {}),
              ...(after ? { after } : {}),
            },
          },
          signal,
        }),
      ),
    { keepWithin: 2 },
  );
  // Values of rows come through the channel; the list is read anew when sweeps come, go or change their order.
  const channel = useChannel(CHANNEL);
  const names = useMemo(() => [...channel.values.keys()].sort().join(" "), [channel.values]);
  useLiveRefetch(sort && !sort.includes("created") ? CHANNEL : undefined, key, 5_000);
  // Reading anew reads every page that is here: someone who has scrolled far keeps what they look at.
  useRefetchOnNew(names, () => (list.data?.pages.length ?? 0) <= 3 && void list.refetch());
  useShortcuts([
    { keys: "/", label: "Filter sweeps", group: "Sweeps", run: () => filter.current?.focus() },
    { keys: "j", label: "Into the list", group: "Sweeps", run: () => grid.current?.focus() },
  ]);
  const total = (list.data?.pages[0] as Queries["SweepPage"] | undefined)?.total;
  const search = (change: { status?: string | undefined; q?: string | undefined; sort?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const filtered = status !== undefined || q !== undefined;
  return (
    <>
      <PageHead title="Sweeps" lead="Prompts × models × parameters × cases, run, scored and ranked." />
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <div className="flex flex-wrap items-center gap-2 px-3 py-2.5">
          <SearchField
            ref={filter}
            label="Filter by name or id"
            placeholder="Name or id"
            defaultValue={q ?? ""}
            key={q === undefined ? "none" : "some"}
            onChange={(event) => search({ q: event.target.value || undefined })}
          />
          <SelectField
            label="Status"
            hideLabel
            className="w-44"
            value={status ?? ""}
            onChange={(event) => search({ status: event.target.value || undefined })}
            options={[
              { value: "", label: "Any status" },
              ...STATUSES.map((value) => ({ value, label: statusLabel(value) })),
            ]}
          />
          {sort === undefined ? null : (
            <Button look="quiet" size="small" onClick={() => search({ sort: undefined })}>
              Newest first
            </Button>
          )}
          <span className="ml-auto text-xs text-ink-3" role="status">
            {total === undefined ? "" : plural(total, "sweep")}
          </span>
        </div>
        {list.error && list.rows.length === 0 ? (
          <Failure what="The list of sweeps" error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading label="sweeps" lines={8} height={320} onRetry={() => void list.refetch()} />
        ) : list.rows.length === 0 ? (
          filtered ? (
            <Empty title="No sweep matches">
              Change the filter, or{" "}
              <Link to="/sweeps" className="text-accent underline">
                show all sweeps
              </Link>
              .
            </Empty>
          ) : (
            <Empty
              title="No sweep yet"
              action={
                <LinkButton needs="run" to="/sweeps/new" look="primary" icon={<Plus aria-hidden size={15} />}>
                  New sweep
                </LinkButton>
              }
            >
              <p>Here you will see how every sweep is going, who is winning and what it has cost.</p>
              <p className="pt-2">
                To see one without a key or a model: <code>promptlooper demo</code> runs a sample sweep against a
                built-in fake model.
              </p>
            </Empty>
          )
        ) : (
          <DataGrid
            ref={grid}
            label="Sweeps"
            columns={COLUMNS}
            rows={list.rows}
            rowKey={(sweep) => sweep.sweepId}
            total={total}
            sort={sort ?? "-created"}
            onSort={(next) => search({ sort: next === "-created" ? undefined : next })}
            active={active}
            onActive={setActive}
            onOpen={(sweep) => void navigate({ to: "/sweeps/$sweepId/live", params: { sweepId: sweep.sweepId } })}
            onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
            rowHeight={52}
            minWidth={1080}
          />
        )}
      </div>
    </>
  );
}

function useRefetchOnNew(names: string, refetch: () => void): void {
  const [known, setKnown] = useState(names);
  if (names !== known) {
    setKnown(names);
    if (known !== "") {
      queueMicrotask(refetch);
    }
  }
}

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

const COLUMNS: Column<Sweep>[] = [
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
