import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { asApiError, commands, idempotencyKey, unwrap } from "@/api";
import { useChannel } from "@/live";
import { reasonAgainst, sessionStore } from "@/session";
import { notify } from "@/ui";
import { type Command, type Event, expectedVersion, requested, type Steered, settle, told } from "./steering";
import { eventsChannel } from "./useSweep";

export interface Steering {
  readonly list: readonly Steered[];
  /** Sends a command; never throws, what becomes of it is in `list`. True when the server took it. */
  readonly steer: (command: Omit<Command, "expectedVersion">, label: string) => Promise<boolean>;
}

const Context = createContext<Steering | undefined>(undefined);
export const SteeringProvider = Context.Provider;

/** The steering of the sweep whose page this is. */
export function useSteering(): Steering {
  const steering = useContext(Context);
  if (!steering) {
    throw new Error("useSteering belongs below SweepLayout");
  }
  return steering;
}

/** Sends commands and follows them until the planner has said what came of them. */
export function useSteeringOf(sweepId: string, version: number | undefined): Steering {
  const [list, setList] = useState<readonly Steered[]>([]);
  const { entries } = useChannel(eventsChannel(sweepId));
  useEffect(() => setList((before) => told(before, entries as unknown as readonly Event[])), [entries]);
  const steer = useCallback(
    async (command: Omit<Command, "expectedVersion">, label: string) => {
      if (version === undefined) {
        return false;
      }
      const denied = reasonAgainst(sessionStore.getState(), "run");
      if (denied !== undefined) {
        // Keys reach verbs whose buttons say so themselves.
        notify.bad({ title: `${label}: not allowed`, detail: denied });
        return false;
      }
      const key = idempotencyKey();
      const full: Command = { ...command, expectedVersion: expectedVersion(version, list) };
      setList((before) => requested(before, key, full, label));
      try {
        const answer = await unwrap(
          commands.POST("/api/v1/sweeps/{sweepId}/commands", {
            params: { path: { sweepId }, header: { "Idempotency-Key": key } },
            body: full,
          }),
        );
        setList((before) =>
          told(
            settle(before, key, { phase: "acknowledged", commandId: answer.commandId, version: answer.version }),
            entries as unknown as readonly Event[],
          ),
        );
        return true;
      } catch (thrown) {
        setList((before) => settle(before, key, { phase: "rejected", reason: asApiError(thrown).message }));
        return false;
      }
    },
    [sweepId, version, list, entries],
  );
  return useMemo(() => ({ list, steer }), [list, steer]);
}
