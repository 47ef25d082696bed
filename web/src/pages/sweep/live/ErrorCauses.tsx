import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { own, type Queries, queries, unwrap } from "@/api";
import { count, plural } from "@/format";
import { useLiveRefetch } from "@/live";
import { Ago, Loaded, Panel } from "@/ui";
import { summaryChannel } from "../useSweep";

const CAUSES: Partial<Record<string, string>> = {
  RATE_LIMITED: "rate limit (429)",
  SERVER_ERROR: "server error (5xx)",
  TIMEOUT: "time-out",
  CONNECTION: "no connection",
  BAD_REQUEST: "refused as wrong (4xx)",
  UNAUTHORIZED: "key refused (401/403)",
  MALFORMED_RESPONSE: "answer not understood",
  RESPONSE_TOO_LARGE: "answer too large",
  INVALID_REQUEST: "cannot be sent",
  UNKNOWN_ENDPOINT: "endpoint not configured",
  CIRCUIT_OPEN: "endpoint is down",
  CANCELLED: "cancelled",
  INTERNAL: "internal",
};

/** A class of failures in words. */
export function causeLabel(cause: string): string {
  return own(CAUSES, cause) ?? cause;
}

/** What fails, by cause, the most frequent first. */
export function ErrorCauses({ sweepId }: { sweepId: string }) {
  const key = ["sweep", sweepId, "errors"];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      unwrap(queries.GET("/api/v1/sweeps/{sweepId}/errors", { params: { path: { sweepId } }, signal })),
  });
  useLiveRefetch(summaryChannel(sweepId), key, 3_000);
  return (
    <Panel
      title="Errors by cause"
      note={query.data ? `${count(query.data.failed)} of ${plural(query.data.runs, "run")} failed` : undefined}
    >
      <Loaded query={query} what="The errors" lines={3}>
        {(errors) =>
          errors.items.length === 0 ? (
            <p className="text-ink-2">Nothing has failed{errors.runs === 0 ? ", and nothing has ended yet" : ""}.</p>
          ) : (
            <ul className="flex flex-col gap-2.5">
              {errors.items.map((item) => (
                <Cause key={`${item.kind}/${item.cause}`} sweepId={sweepId} item={item} exact={errors.exact} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Cause({
  sweepId,
  item,
  exact,
}: {
  sweepId: string;
  item: Queries["Errors"]["items"][number];
  exact: boolean;
}) {
  const scorer = item.kind === "scorer";
  return (
    <li className="min-w-0">
      <div className="flex items-baseline gap-2">
        <Link
          to="/sweeps/$sweepId/runs"
          params={{ sweepId }}
          search={scorer ? { metric: item.cause, verdict: "unscored" } : { failure: item.cause }}
          className="min-w-0 truncate font-medium hover:text-accent hover:underline"
        >
          {scorer ? <bdi>{item.cause} could not judge</bdi> : causeLabel(item.cause)}
        </Link>
        <span className="ml-auto font-semibold text-bad">
          {count(item.count)}
          {scorer && !exact ? "+" : ""}
        </span>
      </div>
      {item.message ? <p className="inert line-clamp-2 text-xs text-ink-2">{item.message}</p> : null}
      {item.lastAt === undefined ? null : (
        <p className="text-2xs text-ink-3">
          newest <Ago at={item.lastAt} />
        </p>
      )}
    </li>
  );
}
