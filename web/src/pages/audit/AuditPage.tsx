import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Link2Off, RotateCw } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { type Access, access, unwrap, useKeyset } from "@/api";
import { count, dateTime, plural } from "@/format";
import { AdminsOnly } from "@/pages/AdminsOnly";
import {
  Button,
  Chip,
  type Column,
  DataGrid,
  Drawer,
  Empty,
  Failure,
  Json,
  Loading,
  PageHead,
  SearchField,
} from "@/ui";
import { type Deed, deedsOf, type Entry } from "./story";

const route = getRouteApi("/audit");
const ROWS = 100;
const SETTLE_MILLIS = 350;

/** Who changed what, with which client, and what came of it. */
export function AuditPage() {
  return (
    <AdminsOnly what="Audit log">
      <Audit />
    </AdminsOnly>
  );
}

function Audit() {
  const { actor, record } = route.useSearch();
  const navigate = useNavigate({ from: "/audit" });
  const [active, setActive] = useState<string>();
  const asked = useSettled(actor);
  const list = useKeyset<Entry>(["audit", asked ?? ""], async (before, signal) => {
    const page = await unwrap(
      access.GET("/api/v1/audit", {
        params: {
          query: { limit: ROWS, ...(asked ? { actor: asked } : {}), ...(before ? { before: Number(before) } : {}) },
        },
        signal,
      }),
    );
    return { ...page, items: page.records };
  });
  const pages = list.data?.pages as (Access["AuditPage"] | undefined)[] | undefined;
  const broken = (pages ?? []).filter((page) => page?.intact === false);
  const deeds = useMemo(() => deedsOf(list.rows, list.complete), [list.rows, list.complete]);
  const open = (seq: number | undefined) =>
    void navigate({ search: (before) => ({ ...before, record: seq }), replace: true });
  return (
    <>
      <PageHead
        title="Audit log"
        lead="Every write: who, with which client, what was asked for, and what came of it. Never secrets."
        actions={
          <Button busy={list.isFetching} icon={<RotateCw aria-hidden size={14} />} onClick={() => void list.refetch()}>
            Read anew
          </Button>
        }
      />
      {broken.length > 0 ? <Broken pages={broken} /> : null}
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <div className="flex flex-wrap items-center gap-2 px-3 py-2.5">
          <SearchField
            label="Filter by user"
            placeholder="Name of a user"
            defaultValue={actor ?? ""}
            onChange={(event) => void navigate({ search: { actor: event.target.value || undefined }, replace: true })}
          />
          <span role="status" className="ml-auto text-xs text-ink-3">
            {list.isPending || list.error
              ? ""
              : `${plural(deeds.length, "write")}${list.hasNextPage ? " so far" : ""}${broken.length > 0 ? "" : ", the chain holds"}`}
          </span>
        </div>
        {list.error && list.rows.length === 0 ? (
          <Failure what="The audit log" error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading label="the audit log" lines={10} height={400} onRetry={() => void list.refetch()} />
        ) : deeds.length === 0 ? (
          <Empty title={asked ? "Nothing of that user" : "Nothing has been changed yet"}>
            {asked ? "The name has to be complete." : "Every write through any door appears here."}
          </Empty>
        ) : (
          <DataGrid
            label="Audit log"
            columns={COLUMNS}
            rows={deeds}
            rowKey={(deed) => String(deed.seq)}
            active={active}
            onActive={setActive}
            onOpen={(deed) => open(deed.seq)}
            onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
            minWidth={980}
          />
        )}
      </div>
      <Detail deed={deeds.find((deed) => deed.seq === record)} onClose={() => open(undefined)} />
    </>
  );
}

/** A text when it has rested for a moment. */
function useSettled(text: string | undefined): string | undefined {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function Broken({ pages }: { pages: (Access["AuditPage"] | undefined)[] }) {
  const ranges = pages.flatMap((page) => {
    const [newest, oldest] = [page?.records[0]?.seq, page?.records.at(-1)?.seq];
    return newest === undefined || oldest === undefined ? [] : [`${count(oldest)} to ${count(newest)}`];
  });
  return (
    <div role="alert" className="mb-4 flex items-start gap-3 rounded-lg border border-bad bg-bad-soft p-4">
      <Link2Off aria-hidden size={18} className="mt-0.5 shrink-0 text-bad" />
      <div>
        <p className="font-semibold text-bad">The chain of hashes is broken</p>
        <p className="text-ink">
          Among the records {ranges.join(", ")} one was changed, removed or put in after it was written. Compare with a
          backup of the database before you rely on this log.
        </p>
      </div>
    </div>
  );
}

function Outcome({ deed }: { deed: Deed }) {
  const status = deed.outcome?.status;
  if (status === undefined) {
    return (
      <Chip tone="warn" title="It was refused before it began, is under way, or the server stopped meanwhile">
        no outcome
      </Chip>
    );
  }
  return (
    <Chip tone={status < 300 ? "good" : status < 500 ? "warn" : "bad"}>
      {status} {status < 300 ? "done" : status < 500 ? "refused" : "failed"}
    </Chip>
  );
}

const COLUMNS: Column<Deed>[] = [
  { id: "seq", header: "No.", width: "80px", align: "right", cell: (deed) => count(deed.seq) },
  { id: "at", header: "When", width: "170px", cell: (deed) => dateTime(deed.entry.at) },
  {
    id: "actor",
    header: "Who",
    width: "minmax(140px, 1fr)",
    cell: (deed) => (
      <bdi className="font-medium" title={deed.entry.actor}>
        {deed.entry.actor}
      </bdi>
    ),
  },
  {
    id: "what",
    header: "What",
    width: "minmax(260px, 2.4fr)",
    cell: (deed) => (
      <code title={deed.entry.path}>
        {deed.entry.method} <bdi>{deed.entry.path}</bdi>
      </code>
    ),
  },
  { id: "outcome", header: "Outcome", width: "120px", cell: (deed) => <Outcome deed={deed} /> },
  {
    id: "client",
    header: "Client",
    width: "minmax(150px, 1.2fr)",
    cell: (deed) => (
      <bdi className="text-ink-2" title={deed.entry.client}>
        {deed.entry.client ?? "–"}
      </bdi>
    ),
  },
];

function Detail({ deed, onClose }: { deed: Deed | undefined; onClose: () => void }) {
  return (
    <Drawer
      open={deed !== undefined}
      onClose={onClose}
      title={deed ? `${deed.entry.method} ${deed.entry.path}` : ""}
      description={deed ? `record ${count(deed.seq)}` : undefined}
    >
      {deed ? (
        <div className="flex flex-col gap-4">
          <p>
            <Outcome deed={deed} />
          </p>
          <dl className="grid grid-cols-[100px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
            {[
              ["Who", deed.entry.actor],
              ["Client", deed.entry.client ?? "did not say"],
              ["Attempt", `${dateTime(deed.entry.at)}, record ${count(deed.seq)}`],
              [
                "Outcome",
                deed.outcome ? `${dateTime(deed.outcome.at)}, record ${count(deed.outcome.seq)}` : "not recorded",
              ],
            ].map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-ink-3">{name}</dt>
                <dd className="inert">{value}</dd>
              </div>
            ))}
          </dl>
          {deed.entry.detail === undefined ? null : (
            <section>
              <h3 className="caption pb-1">Asked for</h3>
              <Json label="what was asked for" value={deed.entry.detail} />
            </section>
          )}
          {deed.outcome?.detail === undefined || deed.outcome === deed.entry ? null : (
            <section>
              <h3 className="caption pb-1">What came of it</h3>
              <Json label="what came of it" value={deed.outcome.detail} />
            </section>
          )}
          <section>
            <h3 className="caption pb-1">Hash of the record</h3>
            <code className="text-xs break-all">{deed.entry.hash}</code>
          </section>
        </div>
      ) : null}
    </Drawer>
  );
}
