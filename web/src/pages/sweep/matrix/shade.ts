import { score } from "@/format";
import type { MatrixCell } from "./tiles";

/** Where a value lies between the ends of the scale, 0 to 1; undefined where there is none. */
export function shareOf(value: number | undefined, low: number, high: number): number | undefined {
  if (value === undefined || !Number.isFinite(value)) {
    return undefined;
  }
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
}

/** What a cell says: `0.83`, `3/5` for repeats with a pass mark, `✗` for nothing but failures, empty without a run. */
export function cellText(cell: MatrixCell | undefined, repeats: number): string {
  if (!cell || cell.runs === 0) {
    return "";
  }
  if (cell.scored === 0) {
    return cell.failed > 0 ? "✗" : "?";
  }
  if (repeats > 1 && cell.passed !== undefined) {
    return `${cell.passed}/${cell.scored}`;
  }
  return score(cell.mean).replace(/\.?0+$/, "");
}

/** The same in a sentence, for assistive technology and on hover. */
export function cellWords(cell: MatrixCell | undefined, repeats: number): string {
  if (!cell) {
    return "not loaded yet";
  }
  if (cell.runs === 0) {
    return "no run has ended";
  }
  const parts = [
    cell.mean === undefined ? "no score" : `mean ${score(cell.mean)}`,
    repeats > 1 ? `${cell.runs} of ${repeats} repeats` : undefined,
    cell.passed === undefined ? undefined : `${cell.passed} of ${cell.scored} passed`,
    cell.failed > 0 ? `${cell.failed} failed` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}
