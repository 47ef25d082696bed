import { useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import { NONE } from "@/format";
import { type ChartTokens, useChartTokens } from "./tokens";

/** One line over time. */
export interface Series {
  name: string;
  /** A colour of the theme. */
  color: (tokens: ChartTokens) => string;
  /** One value per point in time; null where there is none. */
  values: readonly (number | null)[];
  format: (value: number) => string;
  dashed?: boolean;
  filled?: boolean;
  /** Series of different units have scales of their own; the second one is drawn at the right. */
  scale?: "left" | "right";
}

/** Points to draw at most; more are thinned so that every peak stays. */
const MOST_POINTS = 1_200;

/** Keeps the smallest and the largest value of every bucket, so that no peak is lost. `times` must be ascending. */
export function thin(
  times: readonly number[],
  series: readonly (readonly (number | null)[])[],
  most = MOST_POINTS,
): [number[], (number | null)[][]] {
  if (times.length <= most) {
    return [[...times], series.map((values) => [...values])];
  }
  const buckets = Math.floor(most / 2);
  const keep = new Set<number>([0, times.length - 1]);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = Math.floor((bucket * times.length) / buckets);
    const to = Math.floor(((bucket + 1) * times.length) / buckets);
    for (const values of series) {
      let low = -1;
      let high = -1;
      for (let index = from; index < to; index += 1) {
        const value = values[index];
        if (value === null || value === undefined) {
          continue;
        }
        low = low < 0 || value < (values[low] ?? 0) ? index : low;
        high = high < 0 || value > (values[high] ?? 0) ? index : high;
      }
      if (low >= 0) {
        keep.add(low).add(high);
      }
    }
  }
  const indexes = [...keep].sort((a, b) => a - b);
  return [
    indexes.map((index) => times[index] ?? 0),
    series.map((values) => indexes.map((index) => values[index] ?? null)),
  ];
}

function clock(at: number | null | undefined): string {
  return at === null || at === undefined ? NONE : new Date(at * 1000).toLocaleTimeString("en-GB");
}

function written(value: number | null | undefined, format: Series["format"]): string {
  return value === null || value === undefined ? NONE : format(value);
}

/** What the legend says while nobody points at a moment. */
export function newest(values: ArrayLike<number | null | undefined> | undefined): number | undefined {
  for (let index = (values?.length ?? 0) - 1; index >= 0; index -= 1) {
    const value = values?.[index];
    if (value !== null && value !== undefined) {
      return value;
    }
  }
  return undefined;
}

function optionsOf(series: readonly Series[], tokens: ChartTokens, width: number, height: number): uPlot.Options {
  const axis = (scale: "left" | "right", side: 1 | 3): uPlot.Axis => {
    const first = series.find((one) => (one.scale ?? "left") === scale);
    return {
      scale,
      side,
      show: first !== undefined,
      stroke: tokens.ink3,
      font: `11px ${tokens.font}`,
      size: 62,
      grid: { show: scale === "left", stroke: tokens.line, width: 1 },
      ticks: { show: false },
      values: (_plot, ticks) => ticks.map((tick) => first?.format(tick) ?? ""),
    };
  };
  return {
    width,
    height,
    cursor: { points: { size: 6 }, y: false },
    legend: { live: true },
    scales: {
      x: { time: true },
      left: { range: (_plot, min, max) => [Math.min(0, min ?? 0), max > 0 ? max * 1.08 : 1] },
      right: { range: (_plot, min, max) => [Math.min(0, min ?? 0), max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        stroke: tokens.ink3,
        font: `11px ${tokens.font}`,
        grid: { show: false },
        ticks: { stroke: tokens.line, size: 4 },
        values: (_plot, ticks) =>
          ticks.map((tick) =>
            new Date(tick * 1000).toLocaleTimeString("en-GB", {
              hour: "2-digit",
              minute: "2-digit",
              second: "2-digit",
            }),
          ),
        space: 80,
      },
      axis("left", 3),
      axis("right", 1),
    ],
    series: [
      {
        label: "Time",
        value: (plot, value, _index, at) => clock(at === null ? plot.data[0].at(-1) : value),
      },
      ...series.map((one): uPlot.Series => {
        const color = one.color(tokens);
        return {
          label: one.name,
          scale: one.scale ?? "left",
          stroke: color,
          width: 1.75,
          points: { show: false },
          spanGaps: false,
          ...(one.filled ? { fill: `${color}22` } : {}),
          ...(one.dashed ? { dash: [5, 4] } : {}),
          value: (plot, value, index, at) => written(at === null ? newest(plot.data[index]) : value, one.format),
        };
      }),
    ],
  };
}

/**
 * Lines over time by uPlot (loaded with the first one). `times` are epoch milliseconds, ascending. A change of the values moves
 * the lines; a change of names, colours or theme draws anew.
 */
export function TimeSeries({
  times,
  series,
  height = 180,
  label,
}: {
  times: readonly number[];
  series: readonly Series[];
  height?: number;
  label: string;
}) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef<uPlot.AlignedData>([[]]);
  const [width, setWidth] = useState(0);
  const tokens = useChartTokens();
  const shape = series.map((one) => `${one.name}/${one.scale}/${one.dashed}/${one.filled}`).join("|");
  const shaped = useRef(series);
  shaped.current = series;
  const wide = useRef(width);
  wide.current = width;
  const visible = width > 0;

  useEffect(() => {
    const element = host.current;
    if (!element) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const [x, ys] = thin(
    times,
    series.map((one) => one.values),
  );
  latest.current = [x.map((at) => at / 1000), ...ys] as uPlot.AlignedData;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the series; values come through the next effect.
  useEffect(() => {
    let gone = false;
    if (!visible) {
      return;
    }
    void Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]).then(([{ default: Plot }]) => {
      if (!gone && host.current) {
        plot.current = new Plot(optionsOf(shaped.current, tokens, wide.current, height), latest.current, host.current);
      }
    });
    return () => {
      gone = true;
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [shape, tokens, visible, height]);

  useEffect(() => {
    if (width > 0) {
      plot.current?.setSize({ width, height });
    }
  }, [width, height]);

  const stamp = `${times.length}/${times.at(-1)}/${ys.map((one) => one.at(-1)).join("/")}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `stamp` stands for the values.
  useEffect(() => {
    plot.current?.setData(latest.current);
  }, [stamp]);

  return (
    <div
      ref={host}
      role="img"
      aria-label={label}
      className="time-series w-full overflow-hidden"
      style={{ minHeight: height + 30 }}
    />
  );
}
