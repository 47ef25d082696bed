import { score as defaultFormat } from "@/format";
import { classes } from "./classes";

/** The scale that all bars of a column share. */
export interface Scale {
  min: number;
  max: number;
}

/** A scale over means and intervals with a little air at both ends. Undefined where nothing is known. */
export function scaleOf(
  values: Iterable<{ low?: number | undefined; high?: number | undefined; score?: number | undefined }>,
): Scale | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { low, high, score } of values) {
    for (const value of [low, high, score]) {
      if (value !== undefined && Number.isFinite(value)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
  }
  if (min > max) {
    return undefined;
  }
  const air = (max - min || Math.abs(max) || 1) * 0.04;
  return { min: min - air, max: max + air };
}

/** A mean with its interval on the shared scale. */
export function IntervalBar({
  mean,
  low,
  high,
  scale,
  muted,
  reference,
  format = defaultFormat,
}: {
  mean: number | undefined;
  low?: number | undefined;
  high?: number | undefined;
  scale: Scale | undefined;
  muted?: boolean | undefined;
  /** A line to compare with, such as the baseline's mean. */
  reference?: number | undefined;
  format?: (value: number) => string;
}) {
  if (mean === undefined || !scale) {
    return <span className="text-ink-3">no score yet</span>;
  }
  const at = (value: number) => `${Math.min(100, Math.max(0, (100 * (value - scale.min)) / (scale.max - scale.min)))}%`;
  const text =
    low === undefined || high === undefined
      ? format(mean)
      : `${format(mean)}, 95 % interval ${format(low)} to ${format(high)}`;
  return (
    <div
      role="img"
      aria-label={text}
      title={text}
      className={classes("relative h-4 w-full min-w-16", muted && "opacity-60")}
    >
      <div className="absolute inset-x-0 top-1/2 h-px bg-line" />
      {reference !== undefined && (
        <div className="absolute inset-y-0 w-px bg-line-strong" style={{ left: at(reference) }} />
      )}
      {low !== undefined && high !== undefined && (
        <div
          className={classes(
            "absolute top-1/2 h-1.5 -translate-y-1/2 rounded-full",
            muted ? "bg-line-strong" : "bg-accent-line opacity-45",
          )}
          style={{ left: at(low), right: `calc(100% - ${at(high)})` }}
        />
      )}
      <div
        className={classes(
          "absolute top-1/2 h-3 w-[3px] -translate-x-1/2 -translate-y-1/2 rounded-full",
          muted ? "bg-ink-3" : "bg-accent",
        )}
        style={{ left: at(mean) }}
      />
    </div>
  );
}
