import { type ReactNode, useId } from "react";
import { classes } from "./classes";
import { Boundary } from "./states";

/** A part of a page with a heading of its own, what it has to say in a line, and tools at the right. Crashes stay inside. */
export function Panel({
  title,
  note,
  tools,
  flush = false,
  className,
  children,
}: {
  title: string;
  note?: ReactNode;
  tools?: ReactNode;
  flush?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes("min-w-0 rounded-lg border border-line bg-surface", className)}>
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5">
        <h2 id={id} className="text-sm font-semibold">
          {title}
        </h2>
        {note ? <div className="min-w-0 text-xs text-ink-3">{note}</div> : null}
        {tools ? <div className="ml-auto flex min-w-0 flex-wrap items-center gap-1.5">{tools}</div> : null}
      </header>
      <div className={flush ? "" : "px-4 pb-4"}>
        <Boundary name={title}>{children}</Boundary>
      </div>
    </section>
  );
}

/** One figure with its name, and a word about it underneath. */
export function Figure({
  name,
  value,
  detail,
  tone,
}: {
  name: string;
  value: ReactNode;
  detail?: ReactNode;
  tone?: "bad" | "warn" | "good" | undefined;
}) {
  return (
    <div className="min-w-0">
      <dt className="caption">{name}</dt>
      <dd
        className={classes(
          "truncate text-xl font-semibold tracking-[-0.01em]",
          tone === "bad" && "text-bad",
          tone === "warn" && "text-warn",
          tone === "good" && "text-good",
        )}
      >
        {value}
      </dd>
      {detail ? <dd className="truncate text-xs text-ink-3">{detail}</dd> : null}
    </div>
  );
}

/** The head of a page: its title, a line about it, and what can be done. */
export function PageHead({
  title,
  lead,
  badges,
  actions,
}: {
  title: ReactNode;
  lead?: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2 pb-4">
      {/* The basis makes the actions move below the title on a small screen instead of squeezing it. */}
      <div className="min-w-0 flex-1 basis-60">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 truncate text-2xl font-semibold tracking-[-0.02em]">{title}</h1>
          {badges}
        </div>
        {lead ? <div className="mt-0.5 max-w-[90ch] text-ink-2">{lead}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
  );
}
