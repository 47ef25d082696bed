import { useState } from "react";
import { count } from "@/format";
import { Button, Dialog, TextField } from "@/ui";
import { useSteering } from "./useSteering";
import type { Sweep } from "./useSweep";

/** Cancelling cannot be undone, so it takes the sweep's name. */
export function CancelDialog({ sweep, onClose }: { sweep: Sweep; onClose: () => void }) {
  const { steer } = useSteering();
  const [typed, setTyped] = useState("");
  const right = typed.trim() === sweep.name.trim();
  const send = () => {
    onClose();
    void steer({ op: "cancel" }, "Cancel");
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Cancel this sweep?"
      description="It ends for good. Results and answers that are here stay; what is paid stays paid."
      footer={
        <>
          <Button onClick={onClose}>Keep it running</Button>
          <Button look="danger" disabled={!right} onClick={send}>
            Cancel the sweep
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (right) {
            send();
          }
        }}
      >
        <p className="text-ink-2">
          {count(sweep.totals.settled)} runs have ended and {count(sweep.totals.outstanding)} are in flight; those may
          be given up.
        </p>
        <TextField
          label={`Type the sweep's name to confirm: ${sweep.name}`}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
