/** A line without axes, as tall as a row. Decoration: the figures beside it say the same. */
export function Sparkline({
  values,
  width = 84,
  height = 20,
}: {
  values: readonly number[];
  width?: number;
  height?: number;
}) {
  if (values.length < 2) {
    return (
      <span aria-hidden className="text-ink-3">
        ·
      </span>
    );
  }
  const min = Math.min(...values);
  const span = Math.max(...values) - min || 1;
  const points = values.map(
    (value, index) =>
      `${((index * (width - 2)) / (values.length - 1) + 1).toFixed(1)},${(height - 2 - ((value - min) * (height - 4)) / span).toFixed(1)}`,
  );
  return (
    <svg aria-hidden width={width} height={height} className="overflow-visible">
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="var(--accent-line)"
        strokeWidth={1.5}
        strokeLinejoin="round"
      />
    </svg>
  );
}
