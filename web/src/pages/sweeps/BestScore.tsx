import type { Queries } from "@/api";
import { NONE, score } from "@/format";

/** Who leads and how sure that is: the mean, its interval, and what it is the mean of. */
export function BestScore({ head }: { head: Queries["LeaderboardHead"] }) {
  const { best } = head;
  if (!best || best.score === undefined) {
    return <span className="text-ink-3">no score yet</span>;
  }
  return (
    <div className="min-w-0">
      <p className="truncate">
        <span className="font-semibold">{score(best.score)}</span>{" "}
        <span className="text-xs text-ink-3">
          {best.low === undefined || best.high === undefined ? "" : `${score(best.low)} – ${score(best.high)}`} · n{" "}
          {best.n}
        </span>
      </p>
      <p className="truncate text-xs text-ink-2">
        <bdi>{best.prompt}</bdi> <span className="text-ink-3">on</span> <bdi>{best.model || NONE}</bdi>
      </p>
    </div>
  );
}
