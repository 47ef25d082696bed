import { count, percent } from "@/format";
import { classes } from "./classes";

export interface Share {
  name: string;
  value: number;
  /** CSS colour, a token. */
  color: string;
  hatched?: boolean | undefined;
}

/** Shares of a whole as one stacked bar. The legend, if wanted, is a list of its own ({@link Legend}). */
export function StackedBar({
  shares,
  total,
  label,
  height = 8,
}: {
  shares: Share[];
  total: number;
  label: string;
  height?: number;
}) {
  const sum = Math.max(
    total,
    shares.reduce((all, share) => all + share.value, 0),
    1,
  );
  const text = shares.map((share) => `${share.name} ${count(share.value)}`).join(", ");
  return (
    <div
      role="img"
      aria-label={`${label}: ${text} of ${count(total)}`}
      className="flex w-full overflow-hidden rounded-full bg-sunken"
      style={{ height }}
    >
      {shares.map((share) => (
        <div
          key={share.name}
          className={classes("h-full transition-[width] duration-300", share.hatched && "hatch")}
          style={{ width: `${(100 * share.value) / sum}%`, backgroundColor: share.color }}
        />
      ))}
    </div>
  );
}

export function Legend({ shares, total }: { shares: Share[]; total?: number }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-xs">
      {shares.map((share) => (
        <li key={share.name} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className={classes("size-2.5 rounded-sm", share.hatched && "hatch")}
            style={{ backgroundColor: share.color }}
          />
          <span className="text-ink-2">{share.name}</span>
          <span className="font-medium">{count(share.value)}</span>
          {total ? <span className="text-ink-3">{percent(share.value / total)}</span> : null}
        </li>
      ))}
    </ul>
  );
}
