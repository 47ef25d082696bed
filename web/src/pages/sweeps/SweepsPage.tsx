import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { type Queries, queries, unwrap, useKeyset } from "@/api";
import { useShortcuts } from "@/app/shortcuts";
import { count, plural } from "@/format";
import { useChannel, useLiveRefetch } from "@/live";
import {
  Button,
  DataGrid,
  type DataGridHandle,
  Empty,
  Failure,
  Kbd,
  LinkButton,
  Loading,
  PageHead,
  SearchField,
  SelectField,
  statusLabel,
} from "@/ui";
import { COLUMNS } from "./columns";
import { FilingButtons, Refusals } from "./FilingBar";
import { CHANNEL, canBe, caughtUp, type Filing, refiled, type Side } from "./filing";
import { markColumn, useMarks } from "./marks";
import { useFiling } from "./useFiling";

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
const SIDES: { value: Side; label: string }[] = [
  { value: "without", label: "Not archived" },
  { value: "only", label: "Archived" },
  { value: "all", label: "With archived" },
];
/** The side as the address has it: nothing for the usual one. */
const beside = (side: string) => (side === "only" || side === "all" ? side : undefined);
/** How the API asks for a side. */
const ASKED = { without: "false", only: "true", all: "all" } as const;
const route = getRouteApi("/sweeps");

/** All sweeps, the newest first, each as it is now. */
export function SweepsPage() {
  const { status, q, sort, archived: side = "without" } = route.useSearch();
  const navigate = useNavigate({ from: "/sweeps" });
  const grid = useRef<DataGridHandle>(null);
  const filter = useRef<HTMLInputElement>(null);
  const [active, setActive] = useState<string>();
  const key = ["sweeps", "list", side, status, q, sort];
  const list = useKeyset(
    key,
    (after, signal) =>
      unwrap(
        queries.GET("/api/v1/sweeps", {
          params: {
            query: {
              limit: 200,
              archived: ASKED[side],
              ...(status ? { status: status as Queries["SweepStatus"] } : {}),
              ...(q ? { q } : {}),
              ...(sort ? { sort: sort as Sort } : {}),
              ...(after ? { after } : {}),
            },
          },
          signal,
        }),
      ),
    { keepWithin: 3 },
  );
  // Values of rows come through the channel; the list is read anew when sweeps come, go or change their order.
  const channel = useChannel(CHANNEL);
  const names = useMemo(() => [...channel.values.keys()].sort().join(" "), [channel.values]);
  const filing = useFiling();
  useLiveRefetch(filing.filed.size > 0 || (sort && !sort.includes("created")) ? CHANNEL : undefined, key, 5_000);
  // Reading anew reads every page that is here: someone who has scrolled far keeps what they look at.
  useRefetchOnNew(names, () => (list.data?.pages.length ?? 0) <= 3 && void list.refetch());
  const rows = useMemo(
    () => refiled(caughtUp(list.rows, channel.values), filing.filed, side),
    [list.rows, channel.values, filing.filed, side],
  );
  const marks = useMarks(rows);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the column changes with what is and what can be marked.
  const columns = useMemo(() => [markColumn(marks), ...COLUMNS], [marks.marked, marks.markable]);
  const filed = (op: Filing) => {
    const chosen = marks.marked.filter((sweep) => canBe(op, sweep));
    if (chosen.length > 0 && !filing.busy) {
      marks.clear();
      void filing.run(op, chosen);
    }
  };
  const offered = (["archive", "unarchive"] as const).map((op) => ({
    op,
    among: marks.marked.filter((sweep) => canBe(op, sweep)).length,
  }));
  useShortcuts([
    {
      keys: "x",
      label: "Mark the sweep",
      group: "Sweeps",
      run: () => marks.toggle(rows.find((row) => row.sweepId === active)),
    },
    { keys: "a", label: "Mark all ended sweeps that are shown", group: "Sweeps", run: marks.toggleAll },
    {
      keys: "e",
      label: "Archive what is marked, or take it out of the archive",
      group: "Sweeps",
      run: () => filed(offered.find(({ among }) => among > 0)?.op ?? "archive"),
      disabled: marks.marked.length === 0,
    },
    { keys: "/", label: "Filter sweeps", group: "Sweeps", run: () => filter.current?.focus() },
    { keys: "j", label: "Into the list", group: "Sweeps", run: () => grid.current?.focus() },
  ]);
  const total = (list.data?.pages[0] as Queries["SweepPage"] | undefined)?.total;
  const hidden = list.rows.length - rows.length;
  const search = (change: {
    archived?: Exclude<Side, "without"> | undefined;
    status?: string | undefined;
    q?: string | undefined;
    sort?: string | undefined;
  }) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const filtered = status !== undefined || q !== undefined || side === "only";
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
          <SelectField
            label="Archive"
            hideLabel
            className="w-36"
            value={side}
            onChange={(event) => {
              marks.clear();
              search({ archived: beside(event.target.value) });
            }}
            options={SIDES}
          />
          <FilingButtons offered={offered} busy={filing.busy} onFile={filed} />
          <span className="ml-auto text-xs text-ink-3" role="status">
            {total === undefined ? "" : plural(Math.max(0, total - hidden), "sweep")}
            {marks.marked.length > 0 ? ` · ${count(marks.marked.length)} marked` : ""}
          </span>
        </div>
        <Refusals of={filing} />
        {list.error && list.rows.length === 0 ? (
          <Failure what="The list of sweeps" error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading label="sweeps" lines={8} height={320} onRetry={() => void list.refetch()} />
        ) : rows.length === 0 ? (
          filtered || hidden > 0 || (total ?? 0) > 0 ? (
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
            columns={columns}
            rows={rows}
            rowKey={(sweep) => sweep.sweepId}
            total={total === undefined ? undefined : Math.max(0, total - hidden)}
            selected={marks.chosen}
            sort={sort ?? "-created"}
            onSort={(next) => search({ sort: next === "-created" ? undefined : next })}
            active={active}
            onActive={setActive}
            onOpen={(sweep) => void navigate({ to: "/sweeps/$sweepId/live", params: { sweepId: sweep.sweepId } })}
            onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
            rowHeight={52}
            minWidth={1124}
          />
        )}
        {rows.length > 0 ? (
          <p className="flex flex-wrap items-center justify-end gap-1.5 border-t border-line px-3 py-2 text-xs text-ink-3">
            <Kbd keys="x" /> mark <Kbd keys="a" /> all ended <Kbd keys="e" />{" "}
            {side === "only" ? "take out of the archive" : "archive"} <Kbd keys="Enter" /> open
          </p>
        ) : null}
      </div>
    </>
  );
}

/** Also for the first names: what came or went between reading the list and following the channel is in neither's changes. */
function useRefetchOnNew(names: string, refetch: () => void): void {
  const [known, setKnown] = useState(names);
  if (names !== known) {
    setKnown(names);
    queueMicrotask(refetch);
  }
}
