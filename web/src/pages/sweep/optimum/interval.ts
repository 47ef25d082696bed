import type { Queries } from "@/api";
import { signed } from "@/format";

type Method = Queries["VerdictMethod"];
type Interval = NonNullable<Queries["PairedDifference"]["interval"]>;

const OF_INTERVAL: Record<Interval, Method> = {
  t: "PAIRED_T",
  bootstrap: "BOOTSTRAP",
  "finite-t": "FINITE_T",
  exact: "EXACT",
};

/** What an interval is one of, in words: the same for the verdict and for the picks. */
const WORDS: Record<Method, string> = {
  MODEL: "by the search's model",
  PAIRED_T: "paired t",
  FINITE_T: "paired t, for exactly these cases",
  BOOTSTRAP: "bootstrap",
  CONFIDENCE_SEQUENCE: "confidence sequence",
  UNION_BOUND: "union bound",
  EXACT: "exact, all cases are in",
};

/** `+0.05 (95 % interval +0.01 to +0.09, paired t)`; the interval as it is, or turned where less is better. */
export function lead(
  { difference, low, high, interval }: Pick<Queries["PairedDifference"], "difference" | "low" | "high" | "interval">,
  maximize: boolean,
): string {
  const [worst, best] = maximize ? [low, high] : [negated(high), negated(low)];
  return described(maximize ? difference : negated(difference), worst, best, interval && OF_INTERVAL[interval]);
}

/** The same for a difference of the verdict, which is turned already. */
export function leadOf({ difference, low, high, method }: Queries["VerdictDifference"]): string {
  return described(difference, low, high, method);
}

function described(
  difference: number | undefined,
  low: number | undefined,
  high: number | undefined,
  method: Method | undefined,
): string {
  const interval =
    low === undefined || high === undefined || method === undefined
      ? ""
      : ` (95 % interval ${signed(low)} to ${signed(high)}, ${WORDS[method]})`;
  return signed(difference) + interval;
}

function negated(value: number | undefined): number | undefined {
  // Not −0.
  return value === undefined ? undefined : 0 - value;
}
