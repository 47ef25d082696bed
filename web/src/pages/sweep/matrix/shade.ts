import { compact, formatOf } from "@/format";
import type { MatrixCell } from "./tiles";

/** Where a value lies between the worst and the best, 0 to 1; undefined where there is none. The worst may be the larger one. */
export function shareOf(value: number | undefined, worst: number, best: number): number | undefined {
  if (value === undefined || !Number.isFinite(value)) {
    return undefined;
  }
  return worst === best ? 0.5 : Math.min(1, Math.max(0, (value - worst) / (best - worst)));
}

/** What is shown of which metric, and how often each run was repeated. */
export interface Figure {
  readonly metric: string;
  readonly repeats: number;
}

/** What a cell says: `0.83`, `3/5` for repeats with a pass mark, `✗` for nothing but failures, empty without a run. */
export function cellText(cell: MatrixCell | undefined, { metric, repeats }: Figure): string {
  if (!cell || cell.runs === 0) {
    return "";
  }
  if (cell.scored === 0) {
    return cell.failed > 0 ? "✗" : "?";
  }
  if (repeats > 1 && cell.passed !== undefined) {
    return `${cell.passed}/${cell.scored}`;
  }
  return figureText(cell.mean, metric);
}

/** A value in as little room as a cell has. */
export function figureText(value: number | undefined, metric: string): string {
  if (value !== undefined && Math.abs(value) >= 10_000 && metric !== "latency-ms") {
    return compact(value);
  }
  const text = formatOf(metric)(value);
  // The metric's name says that it is dollars; the sign would not fit beside seven decimals.
  return metric === "cost-per-run-usd" ? text.replace("$", "") : metric === "latency-ms" ? text : withoutZeros(text);
}

/** `0.250` as `0.25`, `1.000` as `1`; the zeros of `1,200` are digits. */
function withoutZeros(number: string): string {
  return number.includes(".") ? number.replace(/\.?0+$/, "") : number;
}

/** Steps between the ends of the scale; neighbours can hardly be told apart. */
const STEPS = 20;

/** The class of `index.css` for a share. One of few classes costs the browser far less than a colour of its own per cell. */
export function shadeClass(share: number | undefined): string | undefined {
  return share === undefined ? undefined : `shade-${Math.round(share * STEPS)}`;
}

/** The same in a sentence, for assistive technology and on hover. */
export function cellWords(cell: MatrixCell | undefined, { metric, repeats }: Figure): string {
  if (!cell) {
    return "not loaded yet";
  }
  if (cell.runs === 0) {
    return "no run has ended";
  }
  const parts = [
    cell.mean === undefined ? "no score" : `mean ${formatOf(metric)(cell.mean)}`,
    repeats > 1 ? `${cell.runs} of ${repeats} repeats` : undefined,
    cell.passed === undefined ? undefined : `${cell.passed} of ${cell.scored} passed`,
    cell.failed > 0 ? `${cell.failed} failed` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}
