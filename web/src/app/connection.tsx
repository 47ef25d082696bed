import { CirclePause, RadioTower, RefreshCw, WifiOff } from "lucide-react";
import { useStore } from "zustand";
import { millis, plural, seconds, time } from "@/format";
import { liveFeed, useConnection, viewStore } from "@/live";
import { Button, classes, IconButton, useNow } from "@/ui";
import { pauseStore, usePreferences } from "./preferences";

/** How this page hears of changes, in words: never a colour alone. */
export function ConnectionPill() {
  const connection = useConnection();
  const look =
    connection.transport === "socket"
      ? { mark: "bg-good", text: `live${connection.lagMs === undefined ? "" : `, ${millis(connection.lagMs)} behind`}` }
      : connection.transport === "polling"
        ? { mark: "bg-warn", text: `polling every ${seconds((connection.pollMs ?? 1_000) / 1000)}` }
        : connection.reason === "connecting"
          ? { mark: "bg-idle", text: "connecting" }
          : { mark: "bg-bad", text: `offline since ${time(connection.since)}` };
  return (
    <span
      role="status"
      title={
        connection.reason ? `Since ${time(connection.since)}: ${connection.reason}` : `Since ${time(connection.since)}`
      }
      className="inline-flex h-7 items-center gap-1.5 rounded-full border border-line bg-surface px-2.5 text-xs text-ink-2"
    >
      <span
        aria-hidden
        className={classes(
          "size-2 rounded-full",
          look.mark,
          connection.transport === "polling" && "[clip-path:inset(0_50%_0_0)] ring-1 ring-warn",
        )}
      />
      <span className="sr-only">Updates: </span>
      {look.text}
    </span>
  );
}

/** The view runs or stands still; what happened meanwhile is counted. */
export function ViewSwitch() {
  const { paused } = useStore(pauseStore);
  const { rate } = usePreferences();
  const held = useStore(viewStore, (view) => view.held);
  const still = paused || rate === "manual";
  return (
    <span className="inline-flex items-center gap-1">
      <Button
        size="small"
        pressed={paused}
        onClick={() => pauseStore.setState({ paused: !paused })}
        icon={paused ? <CirclePause aria-hidden size={14} /> : <RadioTower aria-hidden size={14} />}
        title="Live or paused view (l). Steering works in both."
      >
        {paused ? "View paused" : "Live view"}
      </Button>
      {still ? (
        <IconButton
          label={held > 0 ? `Show ${plural(held, "held change")}` : "Show what is new"}
          onClick={() => liveFeed.show()}
          className="relative"
        >
          <RefreshCw aria-hidden size={14} />
          {held > 0 ? <span aria-hidden className="absolute top-0.5 right-0.5 size-2 rounded-full bg-accent" /> : null}
        </IconButton>
      ) : null}
    </span>
  );
}

/** The last data stays where it is; this says how old it is. */
export function OfflineBanner() {
  const { transport, since, reason } = useConnection();
  const now = useNow();
  const age = (now - since) / 1000;
  if (transport !== "offline" || age < 5) {
    return null;
  }
  return (
    <div role="alert" className="flex items-center gap-2 border-b border-line bg-warn-soft px-4 py-2 text-warn md:px-6">
      <WifiOff aria-hidden size={15} className="shrink-0" />
      <p>
        No updates for <span aria-hidden>{seconds(age)}</span>
        <span className="sr-only">some time</span>: what you see is from before. Commands fail visibly meanwhile;
        nothing is queued.
        {reason && reason !== "connecting" ? <span className="text-ink-2"> ({reason})</span> : null}
      </p>
    </div>
  );
}
