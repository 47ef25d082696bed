import { useState } from "react";
import { Button, Dialog, TextField } from "@/ui";
import { useSteering } from "./useSteering";
import type { SweepDetail } from "./useSweep";

function whole(text: string, low: number, high: number): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && Number.isInteger(value) && value >= low && value <= high ? value : undefined;
}

/** How much of the endpoints the sweep may take. */
export function LimitsDialog({ sweep, onClose }: { sweep: SweepDetail; onClose: () => void }) {
  const { steer } = useSteering();
  const launched = sweep.definition as { concurrency?: number; priority?: number } | undefined;
  const [concurrency, setConcurrency] = useState(String(launched?.concurrency ?? ""));
  const [priority, setPriority] = useState(String(launched?.priority ?? 50));
  const calls = concurrency.trim() === "" ? null : whole(concurrency, 1, 100_000);
  const share = whole(priority, 1, 100);
  const changedCalls = concurrency !== String(launched?.concurrency ?? "");
  const changedShare = priority !== String(launched?.priority ?? 50);
  const wrong = calls === undefined || share === undefined;
  const send = async () => {
    onClose();
    if (calls !== undefined && changedCalls) {
      await steer({ op: "concurrency", concurrency: calls }, "Concurrency");
    }
    if (share !== undefined && changedShare) {
      await steer({ op: "priority", priority: share }, "Priority");
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Concurrency and priority"
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" disabled={wrong || (!changedCalls && !changedShare)} onClick={() => void send()}>
            Apply
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <TextField
          label="Calls at once"
          inputMode="numeric"
          value={concurrency}
          placeholder="what the endpoints take"
          hint="Empty: only the limits of the endpoints hold."
          error={calls === undefined ? "Give a whole number of 1 or more, or leave it empty." : undefined}
          onChange={(event) => setConcurrency(event.target.value)}
        />
        <TextField
          label="Priority"
          inputMode="numeric"
          value={priority}
          hint="1 (low) to 100 (high): the share beside other sweeps."
          error={share === undefined ? "Give a whole number from 1 to 100." : undefined}
          onChange={(event) => setPriority(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
