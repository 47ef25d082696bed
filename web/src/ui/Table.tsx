import type { ReactNode } from "react";
import { classes } from "./classes";

export interface Head {
  label: string;
  align?: "right";
  /** For assistive technology only; what the column has is clear from where it stands. */
  hidden?: boolean;
}

/** A short table of what has controls of its own in its rows. For long lists of figures there is the DataGrid. */
export function Table({ label, heads, children }: { label: string; heads: readonly Head[]; children: ReactNode }) {
  return (
    // What scrolls sideways must scroll with the keyboard too.
    <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full min-w-180">
        <thead className="border-y border-line bg-sunken text-left text-2xs text-ink-2">
          <tr>
            {heads.map((head) => (
              <th
                key={head.label}
                scope="col"
                className={classes("px-4 py-1.5 font-medium whitespace-nowrap", head.align === "right" && "num")}
              >
                <span className={head.hidden ? "sr-only" : undefined}>{head.label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&_td]:px-4 [&_td]:py-2 [&_th]:px-4 [&_th]:py-2 [&_tr+tr]:border-t [&_tr+tr]:border-line/70">
          {children}
        </tbody>
      </table>
    </div>
  );
}
