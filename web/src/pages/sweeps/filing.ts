import { asApiError, commands, idempotencyKey, type Queries, unwrap } from "@/api";

export type Sweep = Queries["Sweep"];
export type Filing = "archive" | "unarchive";
/** Which side of the archive a list shows. */
export type Side = "without" | "only" | "all";
/** What a command to a sweep needs to know of it. */
export type Addressed = Pick<Sweep, "sweepId" | "name" | "version">;

/** The channel of the list. */
export const CHANNEL = "sweeps";

/** A sweep whose command was taken, at the version that this made. */
export interface Filed extends Addressed {
  readonly archived: boolean;
}

/** A sweep that stays where it was, and why. */
export interface Refused {
  readonly sweepId: string;
  readonly name: string;
  readonly reason: string;
}

export interface Outcome {
  readonly filed: readonly Filed[];
  readonly refused: readonly Refused[];
}

/** Sends the command of one sweep; resolves to the version that it made. */
export type Send = (op: Filing, sweep: Addressed) => Promise<number>;

/** Enough to be quick about hundreds, few enough to leave connections for the rest of the page. */
const AT_ONCE = 4;

const ENDED: readonly Sweep["status"][] = ["COMPLETED", "CANCELLED", "FAILED"];

/** Whether a sweep can be filed this way; the server decides it again. */
export function canBe(op: Filing, sweep: Pick<Sweep, "status" | "archived">): boolean {
  return op === "archive" ? !sweep.archived && ENDED.includes(sweep.status) : sweep.archived;
}

const command: Send = async (op, { sweepId, version }) => {
  const answer = await unwrap(
    commands.POST("/api/v1/sweeps/{sweepId}/commands", {
      params: { path: { sweepId }, header: { "Idempotency-Key": idempotencyKey() } },
      body: { op, expectedVersion: version },
    }),
  );
  return answer.version;
};

/**
 * Files sweeps, each by a command of its own: what one of them says (somebody else was faster, it runs again) keeps none of the
 * others back.
 */
export async function file(op: Filing, sweeps: readonly Addressed[], send: Send = command): Promise<Outcome> {
  const waiting = [...sweeps];
  const filed: Filed[] = [];
  const refused: Refused[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { sweepId, name } = next;
      try {
        filed.push({ sweepId, name, version: await send(op, next), archived: op === "archive" });
      } catch (thrown) {
        refused.push({ sweepId, name, reason: asApiError(thrown).message });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, sweeps.length) }, work));
  return { filed, refused };
}

/** The rows with what the live feed knows of their standing since the list was read. */
export function caughtUp(rows: readonly Sweep[], values: ReadonlyMap<string, unknown>): Sweep[] {
  return rows.map((row) => {
    const live = values.get(row.sweepId) as Sweep | undefined;
    return live && live.version >= row.version && (live.updatedAt ?? 0) > (row.updatedAt ?? 0)
      ? { ...row, status: live.status, version: live.version, archived: live.archived }
      : row;
  });
}

/** The rows as they are after what was just filed, which a list that was read before does not know yet. */
export function refiled(rows: readonly Sweep[], filed: ReadonlyMap<string, Filed>, side: Side): Sweep[] {
  return rows
    .map((row) => {
      const known = filed.get(row.sweepId);
      return known && row.version < known.version ? { ...row, version: known.version, archived: known.archived } : row;
    })
    .filter((row) => side === "all" || row.archived === (side === "only"));
}
