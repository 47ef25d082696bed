import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type Queries, queries, unwrap } from "@/api";
import { count, dateTime, NONE, usd } from "@/format";
import { useLiveRefetch } from "@/live";
import { Button, Chip, Empty, Failure, Loading, SelectField, statusLabel, TextField, type Tone } from "@/ui";
import { eventsChannel } from "./useSweep";

type Event = Queries["Event"];

const route = getRouteApi("/sweeps/$sweepId/events");
const PAGE = 200;

const KINDS: { value: string; label: string; kinds: string }[] = [
  {
    value: "steering",
    label: "Steering",
    kinds:
      "PAUSED,RESUMED,CANCELLED,PRUNED,UNPRUNED,PINNED,UNPINNED,BUDGET_CHANGED,CONCURRENCY_CHANGED,PRIORITY_CHANGED,ARCHIVED,UNARCHIVED,COMMAND_REJECTED",
  },
  { value: "refused", label: "Refused commands", kinds: "COMMAND_REJECTED" },
  { value: "candidates", label: "Pruned and pinned", kinds: "PRUNED,UNPRUNED,PINNED,UNPINNED" },
  { value: "course", label: "Begin and end", kinds: "LAUNCHED,DRAINING,COMPLETED,FAILED,CANCELLED,BUDGET_EXHAUSTED" },
];

const TONES: Partial<Record<Event["kind"], Tone>> = {
  COMMAND_REJECTED: "bad",
  FAILED: "bad",
  CANCELLED: "warn",
  BUDGET_EXHAUSTED: "warn",
  PAUSED: "warn",
  COMPLETED: "good",
  LAUNCHED: "run",
  RESUMED: "run",
};

/** Everything that happened to the sweep and who caused it, the newest first. */
export function EventsPage() {
  const { sweepId } = route.useParams();
  const { kind, actor } = route.useSearch();
  const navigate = useNavigate({ from: "/sweeps/$sweepId/events" });
  const key = ["sweep", sweepId, "events", kind, actor];
  const kinds = KINDS.find((one) => one.value === kind)?.kinds;
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/events", {
          params: {
            path: { sweepId },
            query: {
              before: pageParam,
              limit: PAGE,
              progress: false,
              ...(kinds ? { kind: kinds } : {}),
              ...(actor ? { actor } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: Number.MAX_SAFE_INTEGER,
    getNextPageParam: (page: Queries["EventPage"]) => (page.items.length < PAGE ? undefined : page.items.at(-1)?.seq),
  });
  useLiveRefetch(eventsChannel(sweepId), key, 1_000);
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  const search = (change: { kind?: string | undefined; actor?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-3 py-2.5">
        <SelectField
          label="Kind of event"
          hideLabel
          className="w-52"
          value={kind ?? ""}
          onChange={(event) => search({ kind: event.target.value || undefined })}
          options={[{ value: "", label: "All but progress" }, ...KINDS]}
        />
        <TextField
          label="Caused by"
          hideLabel
          className="w-52"
          type="search"
          placeholder="Caused by"
          defaultValue={actor ?? ""}
          onBlur={(event) => search({ actor: event.target.value.trim() || undefined })}
          onKeyDown={(event) =>
            event.key === "Enter" && search({ actor: event.currentTarget.value.trim() || undefined })
          }
        />
      </div>
      {query.error && events.length === 0 ? (
        <Failure what="The events" error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading label="the events" lines={8} height={320} />
      ) : events.length === 0 ? (
        <Empty title="No such event">
          {kind || actor
            ? "Nothing matches the filter."
            : "Every command and every turn of the sweep appears here, with who caused it and what it did."}
        </Empty>
      ) : (
        <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Events">
          <table className="w-full min-w-180 text-sm">
            <thead className="border-y border-line bg-sunken text-left text-2xs text-ink-2">
              <tr>
                {["#", "When", "What", "Message", "By", "Then"].map((name) => (
                  <th key={name} scope="col" className="px-3 py-2 font-medium">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <EventRow key={event.seq} event={event} />
              ))}
            </tbody>
          </table>
          {query.hasNextPage ? (
            <div className="flex justify-center p-3">
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Older events
              </Button>
            </div>
          ) : null}
        </div>
      )}
    </div>
  );
}

function EventRow({ event }: { event: Event }) {
  return (
    <tr className="border-b border-line/70 align-top last:border-0">
      <td className="px-3 py-2 text-ink-3">{event.seq}</td>
      <td className="px-3 py-2 whitespace-nowrap">{dateTime(event.at)}</td>
      <td className="px-3 py-2">
        <Chip tone={TONES[event.kind] ?? "neutral"}>{event.kind.toLowerCase().replaceAll("_", " ")}</Chip>
      </td>
      <td className="px-3 py-2">
        <p className="inert max-w-[70ch]">{event.message}</p>
        {event.candidates.length > 0 ? (
          <p className="text-xs text-ink-3">
            {event.candidates.length === 1 ? "candidate " : "candidates "}
            {event.candidates.slice(0, 12).join(", ")}
            {event.candidates.length > 12 ? ` and ${count(event.candidates.length - 12)} more` : ""}
          </p>
        ) : null}
      </td>
      <td className="px-3 py-2">
        <bdi>{event.actor ?? "the planner"}</bdi>
        {event.commandId ? <p className="font-mono text-2xs text-ink-3">{event.commandId}</p> : null}
      </td>
      <td className="px-3 py-2 text-xs whitespace-nowrap text-ink-2">
        {statusLabel(event.status)} · v{event.version}
        <br />
        {count(event.totals.settled)} ended, {count(event.totals.outstanding)} in flight,{" "}
        {event.totals.spentUsd === 0 ? NONE : usd(event.totals.spentUsd)}
      </td>
    </tr>
  );
}
