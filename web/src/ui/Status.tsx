import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDollarSign,
  CirclePause,
  CirclePlay,
  CircleX,
  Hourglass,
} from "lucide-react";
import type { Queries } from "@/api";
import { Chip, type Tone } from "./Chip";

type Status = Queries["SweepStatus"];

const LOOKS: Record<Status, { tone: Tone; label: string; icon: typeof Ban }> = {
  PENDING: { tone: "neutral", label: "Pending", icon: CircleDashed },
  RUNNING: { tone: "run", label: "Running", icon: CirclePlay },
  PAUSED: { tone: "warn", label: "Paused", icon: CirclePause },
  DRAINING: { tone: "run", label: "Finishing", icon: Hourglass },
  COMPLETED: { tone: "good", label: "Completed", icon: CircleCheck },
  BUDGET_EXHAUSTED: { tone: "warn", label: "Budget spent", icon: CircleDollarSign },
  CANCELLED: { tone: "neutral", label: "Cancelled", icon: Ban },
  FAILED: { tone: "bad", label: "Failed", icon: CircleX },
};

/** How a sweep stands, in words people use. */
export function statusLabel(status: string): string {
  return LOOKS[status as Status]?.label ?? status;
}

/** No further event but a steering command's refusal can come. */
export function isTerminal(status: string): boolean {
  return status === "COMPLETED" || status === "BUDGET_EXHAUSTED" || status === "CANCELLED" || status === "FAILED";
}

export function StatusChip({ status }: { status: string }) {
  const look = LOOKS[status as Status];
  if (!look) {
    return <Chip>{status}</Chip>;
  }
  const Icon = look.icon;
  return (
    <Chip tone={look.tone} icon={<Icon aria-hidden size={12} />}>
      {look.label}
    </Chip>
  );
}
