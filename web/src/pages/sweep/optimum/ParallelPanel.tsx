import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { own, type Queries, queries, unwrap } from "@/api";
import { count, millis, plural, score, usd } from "@/format";
import { useLiveRefetch } from "@/live";
import { Button, Loaded, SelectField, TextField } from "@/ui";
import { Chart, ChartFrame, type ChartTokens, type EChartsOption } from "@/ui/chart";
import { leaderboardChannel } from "../useSweep";
import { type Brush, type Brushes, brushesOf, brushText, inBrushes } from "./brush";

type Parallel = Queries["Parallel"];
type Axis = Parallel["axes"][number];
type Line = Parallel["lines"][number];

const LINES = 2_000;

/** Every candidate as a line over its choices and results. Ranges can be brushed on the axes or typed below. */
export function ParallelPanel({
  sweepId,
  brush,
  onBrush,
  onOpen,
}: {
  sweepId: string;
  brush: string | undefined;
  onBrush: (text: string | undefined) => void;
  onOpen: (candidate: number) => void;
}) {
  const key = ["sweep", sweepId, "parallel"];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/parallel", {
          params: { path: { sweepId }, query: { lines: LINES } },
          signal,
        }),
      ),
  });
  useLiveRefetch(leaderboardChannel(sweepId), key, 10_000);
  return (
    <Loaded query={query} what="The parallel coordinates" lines={6} height={360}>
      {(data) => <Coordinates data={data} brush={brush} onBrush={onBrush} onOpen={onOpen} />}
    </Loaded>
  );
}

const NAMES: Partial<Record<string, string>> = { latencyMs: "latency" };

const UNITS: Partial<Record<string, string>> = { latencyMs: ", ms", cost: ", dollars" };

function nameOf(axis: Axis): string {
  return own(NAMES, axis.name) ?? axis.name;
}

function placeOf(line: Line, axis: string): number | undefined {
  return own(line.numbers, axis) ?? own(line.categories, axis);
}

function textOf(axis: Axis, value: number | undefined): string {
  if (value === undefined) {
    return "–";
  }
  if (axis.kind === "category") {
    return axis.categories?.[value] ?? "–";
  }
  return axis.name === "cost" ? usd(value) : axis.name === "latencyMs" ? millis(value) : score(value);
}

function Coordinates({
  data,
  brush,
  onBrush,
  onOpen,
}: {
  data: Parallel;
  brush: string | undefined;
  onBrush: (text: string | undefined) => void;
  onOpen: (candidate: number) => void;
}) {
  const brushes = useMemo(() => brushesOf(brush), [brush]);
  const axes = useMemo(
    () => data.axes.filter((axis) => axis.kind === "number" || (axis.categories?.length ?? 0) > 1),
    [data],
  );
  const inside = useMemo(
    () => data.lines.filter((line) => inBrushes((axis) => placeOf(line, axis), brushes)),
    [data, brushes],
  );
  const option = useCallback(
    (tokens: ChartTokens): EChartsOption => {
      const chosen = new Set(inside.map((line) => line.candidateIndex));
      const all = Object.keys(brushes).length === 0;
      const series = (name: string, lines: Line[], color: string, opacity: number, width: number) => ({
        name,
        type: "parallel" as const,
        smooth: 0.2,
        silent: opacity < 0.2,
        lineStyle: { color, opacity, width },
        emphasis: { lineStyle: { width: 3, opacity: 1 } },
        data: lines.map((line) => ({
          value: axes.map((axis) => placeOf(line, axis.name) ?? "-"),
          candidate: line.candidateIndex,
        })),
      });
      const best = data.lines.slice(0, 10).filter((line) => all || chosen.has(line.candidateIndex));
      return {
        parallel: { left: 40, right: 60, top: 36, bottom: 16, axisExpandable: false },
        tooltip: { show: false },
        parallelAxis: axes.map((axis, dim) => ({
          dim,
          z: 10,
          name: nameOf(axis),
          nameTextStyle: { color: tokens.ink2, fontSize: 11 },
          axisLine: { lineStyle: { color: tokens.lineStrong } },
          axisLabel: {
            color: tokens.ink3,
            fontSize: 11,
            width: 84,
            overflow: "truncate" as const,
            // Lines run through the labels: those stand above them, with a rim in the colour of the ground.
            textBorderColor: tokens.surface,
            textBorderWidth: 3,
            formatter: (value: string | number) =>
              axis.kind === "category" ? String(value) : textOf(axis, Number(value)),
          },
          ...(axis.kind === "category"
            ? { type: "category" as const, data: axis.categories ?? [] }
            : { type: "value" as const, scale: true }),
        })),
        series: [
          series(
            "outside",
            all ? [] : data.lines.filter((line) => !chosen.has(line.candidateIndex)),
            tokens.idle,
            0.12,
            1,
          ),
          series("candidates", inside, tokens.run, inside.length > 300 ? 0.2 : 0.4, 1),
          series("the best ten", best, tokens.accent, 0.95, 2),
        ],
      };
    },
    [axes, data, inside, brushes],
  );
  const change = (axis: string, next: Brush) => onBrush(brushText({ ...brushes, [axis]: next } as Brushes));
  return (
    <ChartFrame
      title="Parallel coordinates"
      summary={
        brush
          ? `${plural(inside.length, "candidate")} of ${count(data.drawn)} lie in the chosen ranges.`
          : `Each line is a candidate; the best ten stand out. Choose ranges below to see what they have in common.`
      }
      note={
        data.drawn < data.total
          ? `${count(data.drawn)} of ${count(data.total)} candidates drawn: the best and an even sample`
          : undefined
      }
      tools={
        brush ? (
          <Button size="small" onClick={() => onBrush(undefined)}>
            Clear ranges
          </Button>
        ) : undefined
      }
      table={() => ({
        head: ["Candidate", ...axes.map(nameOf)],
        rows: inside.map((line) => [
          line.candidateIndex,
          ...axes.map((axis) => textOf(axis, placeOf(line, axis.name))),
        ]),
      })}
    >
      <Chart
        height={320}
        label="Parallel coordinates"
        option={option}
        onClick={(click) => {
          const { candidate } = (click.data ?? {}) as { candidate?: number };
          if (candidate !== undefined) {
            onOpen(candidate);
          }
        }}
      />
      <div className="grid grid-cols-1 gap-3 pt-3 sm:grid-cols-2 lg:grid-cols-4">
        {axes.map((axis) => (
          <RangeFields
            key={axis.name}
            axis={axis}
            brush={brushes[axis.name]}
            onChange={(next) => change(axis.name, next)}
          />
        ))}
      </div>
    </ChartFrame>
  );
}

function RangeFields({
  axis,
  brush,
  onChange,
}: {
  axis: Axis;
  brush: Brush | undefined;
  onChange: (brush: Brush) => void;
}) {
  if (axis.kind === "category") {
    return (
      <SelectField
        label={nameOf(axis)}
        value={brush?.min === undefined ? "" : String(brush.min)}
        onChange={(event) => {
          const at = event.target.value === "" ? undefined : Number(event.target.value);
          onChange({ min: at, max: at });
        }}
        options={[
          { value: "", label: "any" },
          ...(axis.categories ?? []).map((label, index) => ({ value: String(index), label })),
        ]}
      />
    );
  }
  const take = (side: "min" | "max", text: string) => {
    const value = text.trim() === "" ? undefined : Number(text);
    if (value === undefined || Number.isFinite(value)) {
      onChange({ ...brush, [side]: value });
    }
  };
  return (
    <fieldset className="min-w-0">
      <legend className="pb-1 text-xs font-medium text-ink-2">
        {nameOf(axis)}
        {own(UNITS, axis.name) ?? ""}
      </legend>
      <div className="flex gap-1.5">
        {(["min", "max"] as const).map((side) => (
          <TextField
            key={`${side}/${brush?.[side] ?? ""}`}
            label={`${nameOf(axis)}, ${side === "min" ? "at least" : "at most"}`}
            hideLabel
            className="flex-1"
            inputMode="decimal"
            placeholder={side}
            defaultValue={brush?.[side] ?? ""}
            onBlur={(event) => take(side, event.target.value)}
            onKeyDown={(event) => event.key === "Enter" && take(side, event.currentTarget.value)}
          />
        ))}
      </div>
    </fieldset>
  );
}
