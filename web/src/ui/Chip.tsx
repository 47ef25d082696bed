import type { ReactNode } from "react";
import { parameter } from "@/format";
import { classes } from "./classes";

export type Tone = "neutral" | "run" | "good" | "warn" | "bad" | "accent";

const TONES: Record<Tone, string> = {
  neutral: "bg-idle-soft text-ink-2",
  run: "bg-run-soft text-run",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  accent: "bg-accent-soft text-accent",
};

/** A small label. Colour supports what the words say, it never says it alone. */
export function Chip({
  tone = "neutral",
  icon,
  title,
  className,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  title?: string | undefined;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={classes(
        "inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-1.5 text-2xs font-medium whitespace-nowrap",
        TONES[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** A parameter of a candidate: `temperature 0.4`; without a name its value alone. `short` cuts long fractions, as in lists. */
export function ParamChip({ name, value, short = false }: { name?: string; value: unknown; short?: boolean }) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return (
    <span
      className="inline-flex h-5 max-w-full items-center gap-1 rounded-sm border border-line px-1.5 text-2xs whitespace-nowrap"
      title={name ? `${name} = ${text}` : text}
    >
      {name ? <span className="text-ink-3">{name}</span> : null}
      <span className="truncate font-medium text-ink">
        <bdi>{short ? parameter(value) : text}</bdi>
      </span>
    </span>
  );
}
