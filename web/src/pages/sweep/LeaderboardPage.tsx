import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { GitCompareArrows } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { queries, unwrap, useKeyset } from "@/api";
import { useShortcuts } from "@/app/shortcuts";
import { count, plural } from "@/format";
import { useChannel, useLiveRefetch } from "@/live";
import {
  Button,
  CheckField,
  DataGrid,
  type DataGridHandle,
  Empty,
  Failure,
  Kbd,
  Loading,
  Menu,
  PartialNote,
  SearchField,
  SelectField,
} from "@/ui";
import { CandidateDrawer } from "./CandidateDrawer";
import { leaderboardColumns, OPTIONAL, type Page, type Row } from "./leaderboardColumns";
import { freshen, holdOrder } from "./order";
import { leaderboardChannel, useSweep } from "./useSweep";
import { useVerbs } from "./useVerbs";

const route = getRouteApi("/sweeps/$sweepId/leaderboard");
const SUREST = "-lcb";
const MOST_COMPARED = 4;
const keyOf = (row: Row) => String(row.candidateIndex);

/** Who leads, by what is sure. The order stands still while somebody works in it. */
export function LeaderboardPage() {
  const { sweepId } = route.useParams();
  const { sort = SUREST, f, state, base, sel = [], hide = [] } = route.useSearch();
  const navigate = useNavigate({ from: "/sweeps/$sweepId/leaderboard" });
  const search = (change: Record<string, unknown>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const grid = useRef<DataGridHandle>(null);
  const filter = useRef<HTMLInputElement>(null);
  const [active, setActive] = useState<string>();
  const [opened, setOpened] = useState<string>();
  const [held, setHeld] = useState<readonly string[]>();
  const { sweep } = useSweep(sweepId);

  const key = ["sweep", sweepId, "leaderboard", "rows", sort, f, state, base];
  const list = useKeyset(
    key,
    (after, signal) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/leaderboard", {
          params: {
            path: { sweepId },
            query: {
              limit: 200,
              sort,
              include: "rankInterval,spark",
              ...(f ? { q: f } : {}),
              ...(state ? { state } : {}),
              ...(base === undefined ? {} : { baseline: base }),
              ...(after ? { after } : {}),
            },
          },
          signal,
        }),
      ),
    { keepWithin: 4 },
  );
  useLiveRefetch(leaderboardChannel(sweepId), key, 1_500);
  const channel = useChannel(leaderboardChannel(sweepId));
  const fresh = useMemo(() => freshen(list.rows, channel.values), [list.rows, channel.values]);
  const order = useMemo(() => holdOrder(fresh, keyOf, held), [fresh, held]);
  const page = list.data?.pages[0] as Page | undefined;
  const baseline = base === undefined ? undefined : fresh.find((row) => row.candidateIndex === base);
  const columns = useMemo(
    () =>
      leaderboardColumns(page, baseline).filter(
        (column) => !hide.includes(column.id) && (column.id !== "delta" || base !== undefined),
      ),
    [page, baseline, base, hide],
  );
  const verbs = useVerbs();
  const chosen = useMemo(() => new Set(sel), [sel]);
  const release = () => setHeld(undefined);
  const toggleCompared = (row: Row | undefined) => {
    if (row) {
      const index = keyOf(row);
      const next = sel.includes(index) ? sel.filter((one) => one !== index) : [...sel, index].slice(-MOST_COMPARED);
      search({ sel: next.length === 0 ? undefined : next });
    }
  };
  const compare = () => {
    const [a, b, c, d] = sel.map((index) => `${sweepId}.${index}`);
    void navigate({
      to: "/compare",
      search: { ...(a ? { a } : {}), ...(b ? { b } : {}), ...(c ? { c } : {}), ...(d ? { d } : {}) },
    });
  };
  useShortcuts([
    { keys: "/", label: "Filter candidates", group: "Leaderboard", run: () => filter.current?.focus() },
    { keys: ".", label: "Apply held rank changes", group: "Leaderboard", run: release },
    { keys: "j", label: "Into the ranking", group: "Leaderboard", run: () => grid.current?.focus() },
  ]);

  if (list.error && list.rows.length === 0) {
    return <Failure what="The leaderboard" error={list.error} onRetry={() => void list.refetch()} />;
  }
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-3 py-2.5">
        <SearchField
          ref={filter}
          label="Filter by prompt, model, parameter or id"
          placeholder="Prompt, model, parameter"
          defaultValue={f ?? ""}
          onChange={(event) => search({ f: event.target.value || undefined })}
        />
        <SelectField
          label="Status"
          hideLabel
          className="w-40"
          value={state ?? ""}
          onChange={(event) => search({ state: event.target.value || undefined })}
          options={[
            { value: "", label: "Any status" },
            ...["exploring", "pinned", "pruned", "complete", "stopped"].map((value) => ({ value, label: value })),
          ]}
        />
        <SelectField
          label="Order"
          hideLabel
          className="w-60"
          value={sort}
          onChange={(event) => search({ sort: event.target.value === SUREST ? undefined : event.target.value })}
          options={ORDERS.some((one) => one.value === sort) ? ORDERS : [...ORDERS, { value: sort, label: sort }]}
        />
        <Menu
          trigger={<Button>Columns</Button>}
          entries={OPTIONAL.map((column) => ({
            label: (
              <CheckField label={column.label} checked={!hide.includes(column.id)} readOnly tabIndex={-1} aria-hidden />
            ),
            onSelect: () => {
              const next = hide.includes(column.id) ? hide.filter((one) => one !== column.id) : [...hide, column.id];
              search({ hide: next.length === 0 ? undefined : next });
            },
          }))}
        />
        <div className="ml-auto flex items-center gap-2">
          {order.changes > 0 ? (
            <Button size="small" onClick={release}>
              {plural(order.changes, "rank change")} <span className="text-ink-3">apply</span> <Kbd keys="." />
            </Button>
          ) : null}
          <Button
            icon={<GitCompareArrows aria-hidden size={14} />}
            disabled={sel.length < 2}
            title={sel.length < 2 ? "Choose two to four candidates with c" : undefined}
            onClick={compare}
          >
            Compare {sel.length > 0 ? count(sel.length) : ""}
          </Button>
        </div>
      </div>
      {list.isPending ? (
        <Loading label="the leaderboard" lines={10} height={400} onRetry={() => void list.refetch()} />
      ) : order.rows.length === 0 ? (
        <Empty title={f || state ? "No candidate matches" : "Nobody has a score yet"}>
          {f || state
            ? "Change the filter to see the others."
            : "Every candidate appears here with its first result: its mean, how sure that is, and on how many runs it rests."}
        </Empty>
      ) : (
        <DataGrid
          ref={grid}
          label="Leaderboard"
          columns={columns}
          rows={order.rows}
          rowKey={keyOf}
          total={page?.total}
          sort={sort}
          onSort={(next) => {
            release();
            search({ sort: next === SUREST ? undefined : next });
          }}
          active={active}
          onActive={setActive}
          selected={chosen}
          onOpen={(row) => setOpened(keyOf(row))}
          onKey={(event, row) => {
            switch (event.key) {
              case "c":
                toggleCompared(row);
                return true;
              case "x":
                if (row) {
                  verbs.togglePruned(row);
                }
                return true;
              case "s":
                if (row) {
                  verbs.togglePinned(row);
                }
                return true;
              default:
                return false;
            }
          }}
          onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          onFocusWithin={(within) => setHeld(within ? order.rows.map(keyOf) : undefined)}
          rowHeight={40}
          minWidth={1180}
          rowClass={(row) => (row.pruned ? "opacity-60" : undefined)}
        />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-3 py-2">
        <PartialNote>{noteOf(page, sweep?.totals.settled, sweep?.totals.planned)}</PartialNote>
        <p className="ml-auto flex flex-wrap items-center gap-1.5 text-xs text-ink-3">
          <Kbd keys="c" /> compare <Kbd keys="x" /> prune <Kbd keys="s" /> pin <Kbd keys="Enter" /> details
        </p>
      </div>
      {opened === undefined ? null : (
        <CandidateDrawer
          sweepId={sweepId}
          index={Number(opened)}
          row={fresh.find((row) => keyOf(row) === opened)}
          varying={page?.varying}
          isBaseline={base === Number(opened)}
          onBaseline={() => search({ base: base === Number(opened) ? undefined : Number(opened) })}
          onClose={() => {
            setOpened(undefined);
            grid.current?.focus();
          }}
        />
      )}
    </div>
  );
}

const ORDERS = [
  { value: SUREST, label: "Surest first (lower bound)" },
  { value: "rank", label: "Rank (mean)" },
  { value: "cost", label: "Cheapest first" },
  { value: "p95", label: "Fastest first (p95)" },
  { value: "-n", label: "Most runs first" },
];

function noteOf(page: Page | undefined, settled: number | undefined, planned: number | undefined): string {
  const method =
    page?.rankMethod === "paired"
      ? "Places overlap where the paired 95 % interval of two candidates includes zero."
      : "Places overlap where the 95 % intervals of two candidates do.";
  if (settled === undefined || planned === undefined || settled >= planned) {
    return method;
  }
  return `${count(settled)} of ${count(planned)} runs, values will change. A higher mean can rank lower when it rests on fewer runs. ${method}`;
}
