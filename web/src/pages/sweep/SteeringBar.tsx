import { Archive, ArchiveRestore, Ban, CircleDollarSign, Gauge, Pause, Play, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useShortcuts } from "@/app/shortcuts";
import { useReason } from "@/session";
import { Button, Kbd, Menu } from "@/ui";
import { BudgetDialog } from "./BudgetDialog";
import { CancelDialog } from "./CancelDialog";
import { LimitsDialog } from "./LimitsDialog";
import type { Steered } from "./steering";
import { useSteering } from "./useSteering";
import { isOver, type SweepDetail } from "./useSweep";

type Open = "budget" | "cancel" | "limits" | undefined;

/** The verbs of a sweep, and where the last one stands. They work while the view is paused. */
export function SteeringBar({ sweep }: { sweep: SweepDetail }) {
  const { list, steer } = useSteering();
  const [open, setOpen] = useState<Open>();
  const over = isOver(sweep);
  const denied = useReason("run") !== undefined;
  const paused = sweep.status === "PAUSED";
  const canPause = sweep.status === "RUNNING" || sweep.status === "PENDING" || paused;
  const busy = list.some((one) => (one.op === "pause" || one.op === "resume") && isUnderWay(one));
  const toggle = () => void steer({ op: paused ? "resume" : "pause" }, paused ? "Resume" : "Pause");
  useShortcuts([
    {
      keys: "p",
      label: paused ? "Resume the sweep" : "Pause the sweep",
      group: "Steering",
      run: toggle,
      disabled: !canPause || busy || denied,
    },
    {
      keys: "b",
      label: "Change the budget",
      group: "Steering",
      run: () => setOpen("budget"),
      disabled: over || denied,
    },
  ]);
  if (over) {
    const op = sweep.archived ? "unarchive" : "archive";
    const label = sweep.archived ? "Take out of the archive" : "Archive";
    return (
      <Button
        needs="run"
        icon={sweep.archived ? <ArchiveRestore aria-hidden size={14} /> : <Archive aria-hidden size={14} />}
        busy={list.some((one) => one.op === op && isUnderWay(one))}
        onClick={() => void steer({ op }, label)}
      >
        {label}
      </Button>
    );
  }
  return (
    <>
      <Button
        needs="run"
        icon={paused ? <Play aria-hidden size={14} /> : <Pause aria-hidden size={14} />}
        busy={busy}
        disabled={!canPause}
        onClick={toggle}
      >
        {paused ? "Resume" : "Pause"} <Kbd keys="p" />
      </Button>
      <Button needs="run" icon={<CircleDollarSign aria-hidden size={14} />} onClick={() => setOpen("budget")}>
        Budget <Kbd keys="b" />
      </Button>
      <Menu
        trigger={<Button icon={<SlidersHorizontal aria-hidden size={14} />}>More</Button>}
        needs="run"
        entries={[
          {
            label: "Concurrency and priority …",
            icon: <Gauge aria-hidden size={14} />,
            onSelect: () => setOpen("limits"),
          },
          "separator",
          {
            label: "Cancel the sweep …",
            icon: <Ban aria-hidden size={14} />,
            danger: true,
            onSelect: () => setOpen("cancel"),
          },
        ]}
      />
      {open === "budget" ? <BudgetDialog sweep={sweep} onClose={() => setOpen(undefined)} /> : null}
      {open === "limits" ? <LimitsDialog sweep={sweep} onClose={() => setOpen(undefined)} /> : null}
      {open === "cancel" ? <CancelDialog sweep={sweep} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}

function isUnderWay(one: Steered): boolean {
  return one.step.phase === "requested" || one.step.phase === "acknowledged";
}
