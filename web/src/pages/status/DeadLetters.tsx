import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { type Queries, queries, unwrap, useKeyset } from "@/api";
import { bytes, count, dateTime, plural } from "@/format";
import {
  Ago,
  Button,
  Chip,
  type Column,
  DataGrid,
  Drawer,
  Empty,
  Failure,
  Loaded,
  Loading,
  notify,
  Panel,
  Plain,
} from "@/ui";

type Letter = Queries["DeadLetter"];
type Origin = NonNullable<Queries["Status"]["deadLettersBy"]>[number];

const route = getRouteApi("/status");

/** Records that a service could not process: look at them, put them back. */
export function DeadLetters({ counts, total }: { counts: Origin[]; total: number | undefined }) {
  const { service, topic, reason, letter } = route.useSearch();
  const navigate = useNavigate({ from: "/status" });
  const [active, setActive] = useState<string>();
  const filter = { ...(service ? { service } : {}), ...(topic ? { topic } : {}), ...(reason ? { reason } : {}) };
  const filtered = Object.keys(filter).length > 0;
  const list = useKeyset(["dead-letters", service, topic, reason, total], (after, signal) =>
    unwrap(
      queries.GET("/api/v1/dead-letters", {
        params: { query: { limit: 100, ...filter, ...(after ? { after } : {}) } },
        signal,
      }),
    ),
  );
  const open = (id: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, letter: id }), replace: true });
  return (
    <Panel
      title="Dead letters"
      note={total === undefined ? null : plural(total, "record")}
      tools={
        filtered ? (
          <Button size="small" onClick={() => void navigate({ search: { letter } })}>
            Show all
          </Button>
        ) : null
      }
      flush
    >
      {counts.length > 1 || filtered ? (
        <ul className="flex flex-wrap gap-1.5 px-4 pb-3" aria-label="By origin">
          {counts.map((origin) => (
            <li className="min-w-0" key={`${origin.service}${origin.topic}${origin.reason}`}>
              <Button
                size="small"
                className="max-w-full"
                pressed={origin.service === service && origin.topic === topic && origin.reason === reason}
                onClick={() =>
                  void navigate({ search: { service: origin.service, topic: origin.topic, reason: origin.reason } })
                }
              >
                <span className="truncate">
                  {origin.service.replace(/^promptlooper-/, "")} · {origin.reason} ·{" "}
                  <code>{origin.topic.replace(/^promptlooper\./, "")}</code>
                </span>{" "}
                <span className="text-ink-3">{count(origin.count)}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {list.error && list.rows.length === 0 ? (
        <Failure what="The list of dead letters" error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading label="dead letters" lines={4} />
      ) : list.rows.length === 0 ? (
        <Empty title={filtered ? "None from there" : "No dead letters"}>
          Records that a service cannot process are kept here with the reason, to be looked at and put back.
        </Empty>
      ) : (
        <DataGrid
          label="Dead letters"
          columns={COLUMNS}
          rows={list.rows}
          rowKey={(row) => row.id}
          active={active}
          onActive={setActive}
          onOpen={(row) => open(row.id)}
          onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          minWidth={860}
        />
      )}
      <LetterDrawer id={letter} onClose={() => open(undefined)} />
    </Panel>
  );
}

const COLUMNS: Column<Letter>[] = [
  { id: "at", header: "When", width: "120px", cell: (row) => <Ago at={row.at} /> },
  { id: "service", header: "Service", width: "140px", cell: (row) => row.service.replace(/^promptlooper-/, "") },
  { id: "reason", header: "Reason", width: "150px", cell: (row) => <Chip tone="warn">{row.reason}</Chip> },
  {
    id: "topic",
    header: "From",
    width: "minmax(170px, 1fr)",
    cell: (row) => (
      <code>
        {row.topic.replace(/^promptlooper\./, "")}
        {row.offset >= 0 ? ` ${row.partition}:${row.offset}` : ""}
      </code>
    ),
  },
  {
    id: "message",
    header: "Message",
    width: "minmax(240px, 2.4fr)",
    cell: (row) => <bdi title={row.message}>{row.message}</bdi>,
  },
];

function LetterDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const client = useQueryClient();
  const letter = useQuery({
    queryKey: ["dead-letters", "one", id],
    queryFn: ({ signal }) =>
      unwrap(queries.GET("/api/v1/dead-letters/{letterId}", { params: { path: { letterId: id ?? "" } }, signal })),
    enabled: id !== undefined,
  });
  const replay = useMutation({
    mutationFn: () =>
      unwrap(
        queries.POST("/api/v1/dead-letters/{letterId}/replay", { params: { path: { letterId: id ?? "" } }, body: {} }),
      ),
    onSuccess: (done) => {
      notify.good({
        title: "The record is back",
        detail: `${done.topic} ${done.partition}:${done.offset}. Services meet it again now.`,
      });
      void client.invalidateQueries({ queryKey: ["status"] });
    },
    onError: (thrown) => notify.error("The record was not put back", thrown),
  });
  return (
    <Drawer
      open={id !== undefined}
      onClose={onClose}
      title="Dead letter"
      description="What a service could not process, as it stands in the log."
      footer={
        letter.data?.replayable ? (
          <Button
            needs="admin"
            look="primary"
            busy={replay.isPending}
            icon={<RotateCcw aria-hidden size={14} />}
            onClick={() => replay.mutate()}
          >
            Put it back
          </Button>
        ) : letter.data ? (
          <p className="text-xs text-ink-2">
            It cannot be put back{letter.data.notReplayable ? `: ${letter.data.notReplayable}` : ""}.
          </p>
        ) : null
      }
    >
      <Loaded query={letter} what="The letter" lines={8}>
        {(data) => (
          <div className="flex flex-col gap-4">
            <p className="inert rounded-md bg-warn-soft px-3 py-2 text-warn">{data.message}</p>
            <dl className="grid grid-cols-[120px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
              {[
                ["Reason", data.reason],
                ["Service", data.service],
                ["From", data.offset < 0 ? data.topic : `${data.topic} ${data.partition}:${data.offset}`],
                ["At", dateTime(data.at)],
                ["Key", data.key ?? (data.keyBase64 ? `${data.keyBase64} (Base64)` : "none")],
                ["Size", bytes(data.valueBytes)],
              ].map(([name, value]) => (
                <div key={name} className="contents">
                  <dt className="text-ink-3">{name}</dt>
                  <dd className="inert">{value}</dd>
                </div>
              ))}
            </dl>
            <div>
              <h3 className="caption pb-1">
                Value{data.value === undefined && data.valueBase64 ? " (Base64: it is no text)" : ""}
              </h3>
              <Plain label="value" text={data.value ?? data.valueBase64 ?? ""} />
            </div>
            <p className="text-xs text-ink-3">
              Putting it back writes the same bytes to the same partition. Readers recognise what they have, so this
              does no harm; what still cannot be read comes back here.
            </p>
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}
