import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { type Scope, useReason } from "@/session";
import { classes } from "./classes";

export interface MenuEntry {
  label: ReactNode;
  icon?: ReactNode;
  /** Shown at the right, such as a key. */
  aside?: ReactNode;
  onSelect: () => void;
  disabled?: boolean;
  danger?: boolean;
}

/** Actions behind a button. `trigger` is a button element; entries of "separator" draw a line. */
export function Menu({
  trigger,
  entries,
  align = "end",
  needs,
  onOpenChange,
}: {
  trigger: ReactElement;
  entries: readonly (MenuEntry | "separator")[];
  align?: "start" | "end";
  /** The scope that every entry takes. Without it the menu opens, says why at its top, and its entries do nothing. */
  needs?: Scope | undefined;
  onOpenChange?: (open: boolean) => void;
}) {
  const reason = useReason(needs);
  return (
    <Base.Root modal={false} onOpenChange={(open) => onOpenChange?.(open)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-50 outline-none">
          <Base.Popup className="min-w-44 rounded-md border border-line bg-raised p-1 shadow-pop outline-none">
            {reason ? <p className="max-w-64 px-2 pt-1 pb-2 text-xs text-ink-2">{reason}</p> : null}
            {entries.map((entry, index) =>
              entry === "separator" ? (
                <Base.Separator key={index} className="my-1 h-px bg-line" />
              ) : (
                <Base.Item
                  key={index}
                  disabled={reason !== undefined || (entry.disabled ?? false)}
                  onClick={entry.onSelect}
                  className={classes(
                    "flex min-h-7 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 outline-none data-disabled:opacity-50 data-highlighted:bg-accent-soft",
                    entry.danger && "text-bad",
                  )}
                >
                  {entry.icon ? <span className="text-ink-3">{entry.icon}</span> : null}
                  <span className="min-w-0 flex-1 truncate">{entry.label}</span>
                  {entry.aside ? <span className="text-xs text-ink-3">{entry.aside}</span> : null}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
