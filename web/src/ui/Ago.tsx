import { ago, dateTime } from "@/format";
import { useNow } from "./now";

/** How long ago, with the exact time on hover. */
export function Ago({ at }: { at: number | string | undefined }) {
  const now = useNow();
  const millis = typeof at === "string" ? Date.parse(at) : at;
  return (
    <time
      title={dateTime(at)}
      dateTime={millis !== undefined && Number.isFinite(millis) ? new Date(millis).toISOString() : undefined}
    >
      {ago(at, Math.max(now, millis ?? 0))}
    </time>
  );
}
