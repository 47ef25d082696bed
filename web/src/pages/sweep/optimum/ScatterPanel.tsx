import { useCallback } from "react";
import type { Queries } from "@/api";
import { count, formatOf, millis, plural, usd } from "@/format";
import { Empty } from "@/ui";
import { Chart, ChartFrame, type ChartTokens, type EChartsOption } from "@/ui/chart";
import { edgeOf } from "./edge";

type Optimum = Queries["Optimum"];
type Point = Queries["Scatter"]["points"][number];

/** Quality against cost; the size of a mark is the latency, the line joins what nothing else beats. */
export function ScatterPanel({ optimum, onOpen }: { optimum: Optimum; onOpen: (candidate: number) => void }) {
  const { chart, metric, maximize } = optimum;
  const points = chart.points.filter((one) => one.cost !== undefined);
  const front = points.filter((one) => one.pareto).sort((a, b) => (a.cost ?? 0) - (b.cost ?? 0));
  const edge = edgeOf(front, maximize);
  const slowest = Math.max(1, ...points.map((one) => one.latencyMs ?? 0));
  const option = useCallback(
    (tokens: ChartTokens): EChartsOption => {
      const mark = (one: Point) => ({ value: [one.cost ?? 0, one.score], point: one });
      const size = (_value: unknown, params: { data?: unknown }) =>
        6 + 16 * Math.sqrt(((params.data as { point?: Point }).point?.latencyMs ?? 0) / slowest);
      const name = { nameTextStyle: { color: tokens.ink3 }, nameGap: 28, nameLocation: "middle" as const };
      const axis = {
        axisLabel: { color: tokens.ink3 },
        axisLine: { lineStyle: { color: tokens.line } },
        splitLine: { lineStyle: { color: tokens.line } },
      };
      return {
        grid: { left: 64, right: 24, top: 16, bottom: 48 },
        tooltip: {
          trigger: "item",
          formatter: (params) => {
            const point = (params as { data?: { point?: Point } }).data?.point;
            return point
              ? `candidate ${point.candidateIndex}\n${metric} ${formatOf(metric)(point.score)}\n${usd(point.cost)} per run\n${millis(point.latencyMs)}`
              : "";
          },
        },
        xAxis: {
          type: "value",
          name: "dollars per run",
          ...name,
          ...axis,
          axisLabel: { color: tokens.ink3, formatter: (value: number) => usd(value) },
        },
        yAxis: { type: "value", scale: true, name: metric, ...name, nameGap: 44, ...axis },
        series: [
          {
            name: "others",
            type: "scatter",
            symbolSize: size,
            itemStyle: { color: tokens.idle, opacity: 0.55 },
            data: points.filter((one) => !one.pareto).map(mark),
          },
          {
            name: "front",
            type: "line",
            step: "end",
            symbol: "none",
            silent: true,
            lineStyle: { color: tokens.accent, width: 1.5, type: "dashed" },
            data: edge.map((one) => [one.cost ?? 0, one.score]),
          },
          {
            name: "on the front",
            type: "scatter",
            symbol: "diamond",
            symbolSize: size,
            itemStyle: { color: tokens.accent, borderColor: tokens.surface, borderWidth: 1 },
            data: front.map(mark),
          },
        ],
      };
    },
    [points, front, edge, slowest, metric],
  );
  const format = formatOf(metric);
  const [first, last] = [edge[0], edge.at(-1)];
  return (
    <ChartFrame
      title="Quality and cost"
      summary={
        front.length === 0
          ? "No candidate has both a score and a price."
          : `${plural(front.length, "candidate")} that no other beats in quality, cost and latency at once (diamonds). The line joins the best for their price: ${edge.length === 1 ? "only" : "from"} ${format(first?.score)} for ${usd(first?.cost)} per run${edge.length === 1 ? "" : ` to ${format(last?.score)} for ${usd(last?.cost)}`}. Larger marks are slower.`
      }
      note={chart.drawn < chart.total ? `${count(chart.drawn)} of ${count(chart.total)} candidates drawn` : undefined}
      table={() => ({
        head: ["Candidate", metric, "Cost per run", "Latency", "On the front"],
        rows: points.map((one) => [
          one.candidateIndex,
          format(one.score),
          usd(one.cost),
          millis(one.latencyMs),
          one.pareto ? "yes" : "no",
        ]),
      })}
    >
      {points.length === 0 ? (
        <Empty title="No prices">Give the endpoint prices in the operator's configuration to see the trade-off.</Empty>
      ) : (
        <Chart
          height={340}
          label="Quality against cost"
          option={option}
          onClick={(click) => {
            const point = (click.data as { point?: Point } | undefined)?.point;
            if (point) {
              onOpen(point.candidateIndex);
            }
          }}
        />
      )}
    </ChartFrame>
  );
}
