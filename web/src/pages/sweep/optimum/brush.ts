/** A range on an axis of the parallel coordinates; categories count from 0. */
export interface Brush {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}
export type Brushes = Readonly<Record<string, Brush>>;

/** Ranges from the address: `axis:min:max`, separated by `;`, names percent-encoded. What does not fit is dropped. */
export function brushesOf(text: string | undefined): Brushes {
  const brushes: Record<string, Brush> = {};
  for (const part of (text ?? "").split(";")) {
    const [name, low = "", high = "", ...more] = part.split(":");
    const min = low === "" ? undefined : Number(low);
    const max = high === "" ? undefined : Number(high);
    const fits = more.length === 0 && [min, max].every((one) => one === undefined || Number.isFinite(one));
    if (name && fits && (min !== undefined || max !== undefined)) {
      try {
        brushes[decodeURIComponent(name)] = { min, max };
      } catch {
        // A damaged name is no range.
      }
    }
  }
  return brushes;
}

/** The address form; undefined when there is no range. */
export function brushText(brushes: Brushes): string | undefined {
  const parts = Object.entries(brushes)
    .filter(([, one]) => one.min !== undefined || one.max !== undefined)
    .map(([name, one]) => `${encodeURIComponent(name)}:${one.min ?? ""}:${one.max ?? ""}`);
  return parts.length === 0 ? undefined : parts.join(";");
}

/** Whether a line lies in all ranges. A line without a value on a ranged axis does not. */
export function inBrushes(placeOf: (axis: string) => number | undefined, brushes: Brushes): boolean {
  return Object.entries(brushes).every(([axis, { min, max }]) => {
    const value = placeOf(axis);
    return value !== undefined && (min === undefined || value >= min) && (max === undefined || value <= max);
  });
}
