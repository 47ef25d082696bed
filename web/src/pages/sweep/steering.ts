import type { Commands, Queries } from "@/api";

export type Command = Commands["Command"];
export type Op = Command["op"];
export type Event = Queries["Event"];

/**
 * Where a command of this page stands. `requested`: sent. `acknowledged`: the server has numbered it. `effective`: the planner
 * has carried it out and said so in an event. `rejected`: nothing has changed, and why.
 */
export type Step =
  | { readonly phase: "requested" }
  | { readonly phase: "acknowledged"; readonly commandId: string; readonly version: number }
  | { readonly phase: "effective"; readonly message: string }
  | { readonly phase: "rejected"; readonly reason: string };

export interface Steered {
  readonly key: string;
  readonly op: Op;
  readonly label: string;
  readonly candidates: readonly number[];
  readonly step: Step;
  /** The version that the sweep has by it, whatever the planner makes of it; absent until the server has numbered it. */
  readonly version?: number;
}

/** Commands that stay in sight; older ones are in the events. */
const KEPT = 20;

export function requested(list: readonly Steered[], key: string, command: Command, label: string): readonly Steered[] {
  const candidates = (command.candidates ?? []).filter((one): one is number => typeof one === "number");
  return [{ key, op: command.op, label, candidates, step: { phase: "requested" } as const }, ...list].slice(0, KEPT);
}

export function settle(list: readonly Steered[], key: string, step: Step): readonly Steered[] {
  const numbered = step.phase === "acknowledged" ? { version: step.version } : {};
  return list.map((one) => (one.key === key ? { ...one, step, ...numbered } : one));
}

/** Brings commands up to what the story of the sweep says about them. Events of commands from elsewhere change nothing. */
export function told(list: readonly Steered[], events: readonly Event[]): readonly Steered[] {
  const waiting = list.filter((one) => one.step.phase === "acknowledged");
  if (waiting.length === 0) {
    return list;
  }
  const answers = new Map<string, Event>();
  for (const event of events) {
    if (event.commandId !== undefined && !answers.has(event.commandId)) {
      answers.set(event.commandId, event);
    }
  }
  let changed = false;
  const next = list.map((one) => {
    const answer = one.step.phase === "acknowledged" ? answers.get(one.step.commandId) : undefined;
    if (!answer) {
      return one;
    }
    changed = true;
    const step: Step =
      answer.kind === "COMMAND_REJECTED"
        ? { phase: "rejected", reason: answer.message }
        : { phase: "effective", message: effect(one.op, answer) };
    return { ...one, step };
  });
  return changed ? next : list;
}

/** What a verb has done, with the numbers that people ask for. */
function effect(op: Op, event: Event): string {
  const { outstanding, reservedUsd } = event.totals;
  const stops = op === "pause" || op === "cancel" || op === "prune";
  if (!stops || outstanding === 0) {
    return event.message;
  }
  const price = reservedUsd > 0 ? `, at most $${reservedUsd.toPrecision(2)}` : "";
  return `${event.message}; ${outstanding} in flight will finish${price}`;
}

/** The version to expect: of the sweep as shown, or of the newest command of this page if that is further. */
export function expectedVersion(shown: number, list: readonly Steered[]): number {
  return list.reduce((newest, one) => Math.max(newest, one.version ?? newest), shown);
}
