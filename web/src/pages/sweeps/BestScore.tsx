import type { Queries } from "@/api";
import { formatOf, NONE } from "@/format";

/** Who leads and how sure that is: the mean, its interval, and what it is the mean of. */
export function BestScore({ head }: { head: Queries["LeaderboardHead"] }) {
  const { best } = head;
  if (!best || best.score === undefined) {
    return <span className="text-ink-3">no score yet</span>;
  }
  const format = formatOf(head.metric);
  return (
    <div className="min-w-0">
      <p className="truncate">
        <span className="font-semibold">{format(best.score)}</span>{" "}
        <span className="text-xs text-ink-3">
          {best.low === undefined || best.high === undefined ? "" : `${format(best.low)} – ${format(best.high)}`} · n{" "}
          {best.n}
        </span>
      </p>
      <p className="truncate text-xs text-ink-2">
        {head.metric ? (
          <span className="text-ink-3">
            <bdi>{head.metric}</bdi> ·{" "}
          </span>
        ) : null}
        <bdi>{best.prompt}</bdi>
        {best.promptVersion > 1 ? <span className="text-ink-3"> v{best.promptVersion}</span> : null}{" "}
        <span className="text-ink-3">on</span> <bdi>{best.model || NONE}</bdi>
      </p>
    </div>
  );
}
