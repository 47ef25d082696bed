import { Archive, ArchiveRestore } from "lucide-react";
import { count, plural } from "@/format";
import { Button, Kbd } from "@/ui";
import type { Filing } from "./filing";
import { type useFiling, verb } from "./useFiling";

/** What can be done with the marked sweeps, and with how many of them. */
export function FilingButtons({
  offered,
  busy,
  onFile,
}: {
  offered: readonly { op: Filing; among: number }[];
  busy: boolean;
  onFile: (op: Filing) => void;
}) {
  return offered.map(({ op, among }) =>
    among > 0 || (busy && op === "archive") ? (
      <Button
        key={op}
        needs="run"
        busy={busy}
        icon={op === "archive" ? <Archive aria-hidden size={14} /> : <ArchiveRestore aria-hidden size={14} />}
        onClick={() => onFile(op)}
      >
        {verb(op)} {among > 0 ? count(among) : ""} <Kbd keys="e" />
      </Button>
    ) : null,
  );
}

/** Which of the sweeps stayed where they were, each with its reason, until somebody has seen it. */
export function Refusals({ of: { refused, forget } }: { of: ReturnType<typeof useFiling> }) {
  if (!refused) {
    return null;
  }
  return (
    <div role="alert" className="flex items-start gap-3 border-t border-line bg-bad-soft px-3 py-2 text-sm">
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {count(refused.sweeps.length)} of {plural(refused.asked, "sweep")} stayed where{" "}
          {refused.sweeps.length === 1 ? "it was" : "they were"}
        </p>
        <ul className="max-h-32 overflow-auto text-xs text-ink-2">
          {refused.sweeps.map((one) => (
            <li key={one.sweepId}>
              <bdi>{one.name}</bdi>: <bdi className="inert">{one.reason}</bdi>
            </li>
          ))}
        </ul>
      </div>
      <Button size="small" onClick={forget}>
        Close
      </Button>
    </div>
  );
}
