import { useState } from "react";
import { plural } from "@/format";
import { reasonAgainst, sessionStore } from "@/session";
import { notify } from "@/ui";
import { type Addressed, type Filed, type Filing, file, type Refused } from "./filing";

const UNDO_MILLIS = 8_000;

/** Filing sweeps from the page, with what was filed and what was refused since it is open. */
export function useFiling() {
  const [filed, setFiled] = useState<ReadonlyMap<string, Filed>>(new Map());
  const [refused, setRefused] = useState<{ op: Filing; asked: number; sweeps: readonly Refused[] }>();
  const [busy, setBusy] = useState(false);
  const run = async (op: Filing, sweeps: readonly Addressed[]): Promise<void> => {
    const denied = reasonAgainst(sessionStore.getState(), "run");
    if (denied !== undefined) {
      // Keys reach verbs whose buttons say so themselves.
      notify.bad({ title: `${verb(op)}: not allowed`, detail: denied });
      return;
    }
    setBusy(true);
    const outcome = await file(op, sweeps);
    setBusy(false);
    setFiled((before) => new Map([...before, ...outcome.filed.map((one) => [one.sweepId, one] as const)]));
    setRefused(outcome.refused.length === 0 ? undefined : { op, asked: sweeps.length, sweeps: outcome.refused });
    if (outcome.filed.length > 0) {
      notify.info({
        title: `${op === "archive" ? "Archived" : "Taken out of the archive:"} ${plural(outcome.filed.length, "sweep")}`,
        detail: outcome.filed.length === 1 ? outcome.filed[0]?.name : undefined,
        millis: UNDO_MILLIS,
        action: { label: "Undo", run: () => void run(op === "archive" ? "unarchive" : "archive", outcome.filed) },
      });
    }
  };
  return { filed, refused, forget: () => setRefused(undefined), busy, run };
}

export function verb(op: Filing): string {
  return op === "archive" ? "Archive" : "Take out of the archive";
}
