import type { EChartsOption } from "echarts";
import type { EChartsType } from "echarts/core";
import { useEffect, useRef, useState } from "react";
import { type ChartTokens, useChartTokens } from "./tokens";

export type { ChartTokens, EChartsOption };

/** What a click on a mark says: the series' name and the index of its datum. */
export interface ChartClick {
  seriesName: string;
  dataIndex: number;
  data: unknown;
}

/** Defaults that every chart shares; an option may override them. */
function base(tokens: ChartTokens): EChartsOption {
  const still = typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    animation: !still,
    animationDuration: 250,
    color: [...tokens.series],
    textStyle: { fontFamily: tokens.font, color: tokens.ink2, fontSize: 12 },
    tooltip: {
      // Rich text is drawn on the canvas: no markup is ever made from data.
      renderMode: "richText",
      backgroundColor: tokens.raised,
      borderColor: tokens.line,
      textStyle: { color: tokens.ink, fontSize: 12, fontFamily: tokens.font },
      confine: true,
    },
  };
}

/**
 * A chart on canvas by ECharts, which is loaded when the first one is shown. `option` gets the theme's tokens; keep it stable
 * (`useCallback`), a new function draws anew. Stand it inside a ChartFrame, which tells its content in words.
 */
export function Chart({
  option,
  height,
  label,
  onClick,
  onReady,
}: {
  option: (tokens: ChartTokens) => EChartsOption;
  height: number;
  /** For assistive technology; the frame's summary says more. */
  label: string;
  onClick?: ((click: ChartClick) => void) | undefined;
  /** The instance, for brushes and highlights. */
  onReady?: ((chart: EChartsType) => void) | undefined;
}) {
  const host = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  const [failed, setFailed] = useState(false);
  const tokens = useChartTokens();
  const click = useRef(onClick);
  click.current = onClick;
  const ready = useRef(onReady);
  ready.current = onReady;

  useEffect(() => {
    let made: EChartsType | undefined;
    let gone = false;
    import("./echarts").then(
      ({ init }) => {
        if (gone || !host.current) {
          return;
        }
        made = init(host.current, undefined, { renderer: "canvas" });
        made.on("click", (event) =>
          click.current?.({ seriesName: event.seriesName ?? "", dataIndex: event.dataIndex ?? -1, data: event.data }),
        );
        setChart(made);
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      made?.dispose();
    };
  }, []);

  useEffect(() => {
    if (chart && !chart.isDisposed()) {
      const { tooltip, ...rest } = option(tokens);
      const shared = base(tokens);
      chart.setOption(
        { ...shared, ...rest, tooltip: { ...(shared.tooltip as object), ...(tooltip as object | undefined) } },
        { notMerge: true },
      );
      ready.current?.(chart);
    }
  }, [chart, option, tokens]);

  useEffect(() => {
    if (!chart || !host.current) {
      return;
    }
    const observer = new ResizeObserver(() => !chart.isDisposed() && chart.resize());
    observer.observe(host.current);
    return () => observer.disconnect();
  }, [chart]);

  return (
    <div className="relative w-full" style={{ height }}>
      <div ref={host} role="img" aria-label={label} className="absolute inset-0" />
      {chart ? null : failed ? (
        <p className="p-4 text-ink-2">The chart could not be loaded; its figures are in the table.</p>
      ) : (
        <div className="skeleton absolute inset-0" />
      )}
    </div>
  );
}
