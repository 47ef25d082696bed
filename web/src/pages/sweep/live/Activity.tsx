import { Link } from "@tanstack/react-router";
import { time } from "@/format";
import { useChannel } from "@/live";
import { Panel } from "@/ui";
import type { Event } from "../steering";
import { eventsChannel } from "../useSweep";

const SHOWN = 200;

/** What has just happened, the newest at the top. Mere progress is left out: the bar above says it. */
export function Activity({ sweepId }: { sweepId: string }) {
  const { entries, status, error } = useChannel(eventsChannel(sweepId));
  const events = (entries as unknown as readonly Event[])
    .filter((event) => event.kind !== "PROGRESS")
    .slice(-SHOWN)
    .reverse();
  return (
    <Panel
      title="Activity"
      tools={
        <Link to="/sweeps/$sweepId/events" params={{ sweepId }} className="text-xs text-accent hover:underline">
          All
        </Link>
      }
    >
      {status === "failed" ? (
        <p className="text-bad">The story of this sweep cannot be followed: {error}</p>
      ) : events.length === 0 ? (
        <p className="text-ink-2">
          {status === "live" ? "Nothing has happened yet." : "Waiting for the first message …"}
        </p>
      ) : (
        <div role="log" aria-label="Activity" aria-live="off" tabIndex={0} className="max-h-80 overflow-auto">
          <ul className="flex flex-col gap-2">
            {events.map((event) => (
              <li key={event.seq} className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-2 text-xs">
                <time className="text-ink-3" dateTime={new Date(event.at).toISOString()}>
                  {time(event.at)}
                </time>
                <p className="inert min-w-0">
                  {event.message}
                  {event.actor ? <span className="text-ink-3"> · {event.actor}</span> : null}
                </p>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
