import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { type Queries, queries, unwrap } from "@/api";
import { count, millis, plural, seconds } from "@/format";
import { useChannel, useConnection, useLiveRefetch } from "@/live";
import { Ago, Button, Chip, Figure, Loaded, PageHead, Panel } from "@/ui";
import { DeadLetters } from "./DeadLetters";

/** How the instance itself is doing. */
export function StatusPage() {
  const status = useQuery({
    queryKey: ["status"],
    queryFn: ({ signal }) => unwrap(queries.GET("/api/v1/status", { signal })),
  });
  useLiveRefetch("system", ["status"], 2_000);
  return (
    <>
      <PageHead
        title="Status"
        lead="What this instance knows about itself: how current it is, what it could not process, who is listening."
        actions={
          <Button
            busy={status.isFetching && !status.isPending}
            icon={<RotateCw aria-hidden size={14} />}
            onClick={() => void status.refetch()}
          >
            Read anew
          </Button>
        }
      />
      <Loaded query={status} what="The status" lines={8}>
        {(data) => (
          <div className="flex flex-col gap-4">
            <Overview status={data} />
            <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
              <Projection status={data} />
              <Connections />
            </div>
            <DeadLetters counts={data.deadLettersBy ?? []} total={data.deadLetters} />
          </div>
        )}
      </Loaded>
    </>
  );
}

function Overview({ status }: { status: Queries["Status"] }) {
  const { projection, database } = status;
  const well = projection.state === "RUNNING" && database.reachable && !projection.problem;
  return (
    <Panel
      title="This instance"
      note={
        <>
          version {status.version} · Java {status.java} · up {seconds(status.uptimeSeconds)}
        </>
      }
    >
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3 xl:grid-cols-5">
        <Figure
          name="Overall"
          value={well ? "Well" : "Needs attention"}
          tone={well ? "good" : "bad"}
          detail={projection.problem ?? database.problem ?? "projection runs, database answers"}
        />
        <Figure
          name="Lag"
          value={plural(status.lag, "record")}
          tone={status.lag > 10_000 ? "warn" : undefined}
          detail="in Kafka, not yet in the results"
        />
        <Figure
          name="Database"
          value={database.reachable ? "answers" : "away"}
          tone={database.reachable ? undefined : "bad"}
          detail={database.problem ?? "PostgreSQL"}
        />
        <Figure
          name="Dead letters"
          value={count(status.deadLetters)}
          tone={(status.deadLetters ?? 0) > 0 ? "warn" : undefined}
          detail="records nobody could process"
        />
        <Figure
          name="Skipped records"
          value={count(projection.poison)}
          tone={projection.poison > 0 ? "warn" : undefined}
          detail="by the projection"
        />
      </dl>
      {projection.problem ? (
        <p role="alert" className="inert mt-4 rounded-md bg-warn-soft px-3 py-2 text-warn">
          {projection.problem}
        </p>
      ) : null}
    </Panel>
  );
}

const STATES: Record<
  Queries["Status"]["projection"]["state"],
  { tone: "good" | "warn" | "bad" | "run"; text: string }
> = {
  STARTING: { tone: "run", text: "starting" },
  POSITIONING: { tone: "run", text: "finding its position" },
  RUNNING: { tone: "good", text: "running" },
  WAITING: { tone: "warn", text: "waiting" },
  STOPPED: { tone: "bad", text: "stopped" },
};

function Projection({ status }: { status: Queries["Status"] }) {
  const { projection } = status;
  const look = STATES[projection.state];
  const topics = new Map<string, { partitions: number; position: number; lag: number }>();
  for (const { topic, position, lag } of projection.partitions) {
    const sum = topics.get(topic) ?? { partitions: 0, position: 0, lag: 0 };
    topics.set(topic, { partitions: sum.partitions + 1, position: sum.position + position, lag: sum.lag + (lag ?? 0) });
  }
  return (
    <Panel
      title="Projection"
      note={
        <>
          epoch <code>{projection.epoch}</code> · {count(projection.applied)} applied
        </>
      }
      tools={<Chip tone={look.tone}>{look.text}</Chip>}
      flush
    >
      <table className="w-full">
        <thead className="bg-sunken text-left text-2xs text-ink-2">
          <tr>
            <th scope="col" className="px-4 py-1.5 font-medium">
              Topic
            </th>
            <th scope="col" className="num px-4 font-medium">
              Partitions
            </th>
            <th scope="col" className="num px-4 font-medium">
              Position
            </th>
            <th scope="col" className="num px-4 font-medium">
              Lag
            </th>
          </tr>
        </thead>
        <tbody>
          {[...topics].map(([topic, sum]) => (
            <tr key={topic} className="border-t border-line/70">
              <td className="w-1/2 max-w-0 truncate px-4 py-2">
                <code>{topic.replace(/^promptlooper\./, "")}</code>
              </td>
              <td className="num px-4">{sum.partitions}</td>
              <td className="num px-4">{count(sum.position)}</td>
              <td className="num px-4">{sum.lag > 0 ? <span className="text-warn">{count(sum.lag)}</span> : "0"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** Figures of the live feed, whatever the server counts. */
function Connections() {
  const system = useChannel("system");
  const connection = useConnection();
  const live = system.values.get("live");
  const gauges =
    typeof live === "object" && live !== null
      ? Object.entries(live).filter(([, value]) => typeof value === "number" || typeof value === "string")
      : [];
  return (
    <Panel title="Connections" note="live feed of this replica">
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Figure
          name="This window"
          value={connection.transport === "socket" ? "WebSocket" : connection.transport}
          detail={
            <>
              since <Ago at={connection.since} />
            </>
          }
        />
        <Figure name="Behind" value={millis(connection.lagMs)} detail="age of what the server shows" />
        {gauges.map(([name, value]) => (
          <Figure key={name} name={words(name)} value={typeof value === "number" ? count(value) : String(value)} />
        ))}
      </dl>
      {gauges.length === 0 && system.status !== "live" ? (
        <p className="pt-3 text-xs text-ink-3">
          {system.error ? `The server does not tell: ${system.error}` : "Waiting for the server's figures."}
        </p>
      ) : null}
    </Panel>
  );
}

/** `outboxBytes` → `Outbox bytes`. */
function words(name: string): string {
  const text = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
