import { NONE, score, signed } from "@/format";

/** A change against something: arrow, sign and number; colour only in addition. */
export function Delta({
  value,
  lowerIsBetter = false,
  format = score,
}: {
  value: number | undefined;
  lowerIsBetter?: boolean;
  format?: (value: number) => string;
}) {
  if (value === undefined || !Number.isFinite(value)) {
    return <span className="text-ink-3">{NONE}</span>;
  }
  if (value === 0) {
    return <span className="text-ink-3">±0</span>;
  }
  const better = lowerIsBetter ? value < 0 : value > 0;
  return (
    <span className={better ? "text-good" : "text-bad"}>
      <span aria-hidden>{value > 0 ? "▲" : "▼"}</span>
      <span className="sr-only">{better ? "better" : "worse"}</span> {signed(value, format)}
    </span>
  );
}
