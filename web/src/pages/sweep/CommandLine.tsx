import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import type { Steered } from "./steering";
import { useSteering } from "./useSteering";

/** What became of the newest command: requested, acknowledged, effective with its numbers, or rejected with the reason. */
export function CommandLine() {
  const newest = useSteering().list[0];
  return (
    <div role="status" className="my-1.5 min-h-5 px-1 text-xs">
      {newest ? <Line one={newest} /> : null}
    </div>
  );
}

function Line({ one }: { one: Steered }) {
  const { step, label } = one;
  switch (step.phase) {
    case "requested":
    case "acknowledged":
      return (
        <p className="flex items-center gap-1.5 text-ink-2">
          <LoaderCircle aria-hidden size={13} className="animate-spin" />
          {label}: {step.phase === "requested" ? "requested …" : "acknowledged, waiting until it takes effect …"}
        </p>
      );
    case "effective":
      return (
        <p className="flex items-center gap-1.5 text-ink-2">
          <CircleCheck aria-hidden size={13} className="shrink-0 text-good" />
          <span className="inert">
            {label}: {step.message}
          </span>
        </p>
      );
    case "rejected":
      return (
        <p className="flex items-start gap-1.5 text-bad">
          <CircleAlert aria-hidden size={13} className="mt-0.5 shrink-0" />
          <span className="inert">
            {label} was refused, nothing has changed: {step.reason}
          </span>
        </p>
      );
  }
}
