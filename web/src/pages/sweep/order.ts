/** An order that stands still while somebody works in it. */
export interface HeldOrder<Row> {
  readonly rows: readonly Row[];
  /** Rows that would stand elsewhere, or be new, in the order that waits. */
  readonly changes: number;
}

/**
 * The newest values in the order that is held: rows that are gone leave, new ones wait at the end. Without a held order the
 * rows are as they come.
 */
export function holdOrder<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  held: readonly string[] | undefined,
): HeldOrder<Row> {
  if (!held) {
    return { rows, changes: 0 };
  }
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const known = new Set(held);
  const kept = held.flatMap((key) => {
    const row = byKey.get(key);
    return row === undefined ? [] : [row];
  });
  const shown = [...kept, ...rows.filter((row) => !known.has(keyOf(row)))];
  let changes = 0;
  for (let index = 0; index < shown.length; index += 1) {
    const here = shown[index];
    const there = rows[index];
    if (here !== undefined && there !== undefined && keyOf(here) !== keyOf(there)) {
      changes += 1;
    }
  }
  return { rows: shown, changes };
}

/** Rows of a listing with the newer values that the live feed has for them; the others keep their identity. */
export function freshen<Row extends { candidateIndex: number; updatedAt: number }>(
  rows: readonly Row[],
  live: ReadonlyMap<string, unknown>,
): readonly Row[] {
  let changed = false;
  const next = rows.map((row) => {
    const newer = live.get(String(row.candidateIndex)) as Partial<Row> | undefined;
    if (newer?.updatedAt === undefined || newer.updatedAt <= row.updatedAt) {
      return row;
    }
    changed = true;
    return { ...row, ...newer };
  });
  return changed ? next : rows;
}
