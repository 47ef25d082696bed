import { Link } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen, Plus } from "lucide-react";
import { classes, LinkButton, Mark } from "@/ui";
import { useNavigation } from "./navigation";
import { setPreference, useNarrowRail } from "./preferences";

const GROUPS = [
  { id: "work", label: "Tuning" },
  { id: "library", label: "Library" },
  { id: "operation", label: "This instance" },
] as const;

/** The left rail. Narrow, it shows icons; on small windows it always does. */
export function Rail() {
  const { narrow, forced } = useNarrowRail();
  const navigation = useNavigation();
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 flex h-screen flex-col gap-4 overflow-y-auto border-r border-line bg-sunken px-2 py-3"
    >
      <Link
        to="/sweeps"
        className="flex h-8 items-center gap-2.5 rounded-md px-2"
        aria-label="PromptLooper, all sweeps"
      >
        <Mark className="size-6" />
        {narrow ? null : <span className="text-base font-semibold tracking-[-0.02em]">PromptLooper</span>}
      </Link>
      <LinkButton
        to="/sweeps/new"
        needs="run"
        look="primary"
        title={narrow ? "New sweep" : undefined}
        aria-label={narrow ? "New sweep" : undefined}
        className={narrow ? "px-0" : "justify-start px-2.5"}
        icon={<Plus aria-hidden size={16} className="shrink-0" />}
      >
        {narrow ? null : "New sweep"}
      </LinkButton>
      {GROUPS.map((group) => (
        <div key={group.id} className="flex flex-col gap-0.5">
          {narrow ? (
            <div className="mx-2 mb-1 h-px bg-line" />
          ) : (
            <p className="caption px-2.5 pb-1" id={`rail-${group.id}`}>
              {group.label}
            </p>
          )}
          <ul aria-label={group.label} className="flex flex-col gap-0.5">
            {navigation
              .filter((entry) => entry.group === group.id)
              .map((entry) => (
                <li key={entry.to}>
                  <Link
                    to={entry.to}
                    title={narrow ? entry.label : undefined}
                    aria-label={narrow ? entry.label : undefined}
                    activeProps={{ className: "bg-surface text-ink font-medium shadow-[0_0_0_1px_var(--line)]" }}
                    inactiveProps={{ className: "text-ink-2 hover:bg-surface/70 hover:text-ink" }}
                    className={classes(
                      "flex h-8 items-center gap-2.5 rounded-md",
                      narrow ? "justify-center" : "px-2.5",
                    )}
                  >
                    <entry.icon aria-hidden size={16} className="shrink-0" />
                    {narrow ? null : entry.label}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      ))}
      {forced ? null : (
        <button
          type="button"
          onClick={() => setPreference({ narrowRail: !narrow })}
          aria-label={narrow ? "Widen the rail" : "Narrow the rail"}
          className={classes(
            "mt-auto flex h-8 items-center gap-2.5 rounded-md text-ink-3 hover:bg-surface/70 hover:text-ink",
            narrow ? "justify-center" : "px-2.5",
          )}
        >
          {narrow ? <PanelLeftOpen aria-hidden size={16} /> : <PanelLeftClose aria-hidden size={16} />}
          {narrow ? null : <span className="text-xs">Narrow</span>}
        </button>
      )}
    </nav>
  );
}
