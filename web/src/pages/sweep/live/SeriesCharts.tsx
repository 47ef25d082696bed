import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type Queries, queries, unwrap } from "@/api";
import { count, millis, rate, time, usd } from "@/format";
import { useLiveRefetch } from "@/live";
import { Empty, Loaded } from "@/ui";
import { ChartFrame, TimeSeries } from "@/ui/chart";
import { summaryChannel } from "../useSweep";

type SeriesOf = Queries["Series"];
type Query = UseQueryResult<SeriesOf>;

const POINTS = 240;

/** Throughput, latency and spend over time, thinned by the server. */
export function useSeries(sweepId: string, window: "15m" | "all"): Query {
  const key = ["sweep", sweepId, "series", window];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/series", {
          params: { path: { sweepId }, query: { window, points: POINTS } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
  useLiveRefetch(summaryChannel(sweepId), key, 2_000);
  return query;
}

interface SeriesChartProps {
  series: Query;
  /** Nothing more will come. */
  finished: boolean;
}

function Chart({
  series,
  finished,
  title,
  summary,
  head,
  row,
  lines,
  shown = (data) => data,
}: SeriesChartProps & {
  title: string;
  summary: (data: SeriesOf) => string;
  head: string[];
  row: (point: Queries["SeriesPoint"]) => string[];
  lines: (data: SeriesOf) => Parameters<typeof TimeSeries>[0]["series"];
  /** What of the series is drawn. */
  shown?: (data: SeriesOf) => SeriesOf;
}) {
  return (
    <Loaded query={series} what={title} lines={4} height={260}>
      {(all) => {
        const data = shown(all);
        return (
          <ChartFrame
            title={title}
            summary={data.points.length === 0 ? "Nothing has ended yet." : summary(data)}
            note={data.points.length === 0 ? undefined : `steps of ${millis(data.stepMs)}`}
            table={() => ({
              head: ["Time", ...head],
              rows: data.points.map((point) => [time(point.at), ...row(point)]),
            })}
          >
            {data.points.length < 2 ? (
              <TooShort finished={finished} stepMs={data.stepMs} any={data.points.length > 0} />
            ) : (
              <TimeSeries
                label={`${title}: ${summary(data)}`}
                times={data.points.map((one) => one.at)}
                series={lines(data)}
              />
            )}
          </ChartFrame>
        );
      }}
    </Loaded>
  );
}

/** In place of a line of one point. What is over takes no room; what goes on keeps that of the line to come. */
function TooShort({ finished, stepMs, any }: { finished: boolean; stepMs: number; any: boolean }) {
  if (finished) {
    return any ? (
      <p className="text-xs text-ink-3">No line: it was all over within one step of {millis(stepMs)}.</p>
    ) : null;
  }
  return <Empty title="The line is about to begin">It appears with the second step of {millis(stepMs)}.</Empty>;
}

/** Without the step that was still under way when the series was read: it has fewer runs only because it is shorter. */
export function complete(data: SeriesOf, readAt: number): SeriesOf {
  return readAt < data.to ? { ...data, points: data.points.slice(0, -1) } : data;
}

export function ThroughputChart({ series, finished }: SeriesChartProps) {
  return (
    <Chart
      series={series}
      finished={finished}
      title="Throughput"
      shown={(data) => (finished ? data : complete(data, series.dataUpdatedAt))}
      summary={(data) => {
        const rates = data.points.map((one) => one.runsPerSecond);
        return `${rate(rates.at(-1))} at the end, ${rate(Math.max(...rates))} at the peak.`;
      }}
      head={["Runs per second", "Ended", "From the cache", "Failed"]}
      row={(one) => [rate(one.runsPerSecond), count(one.runs), count(one.hits), count(one.failed)]}
      lines={(data) => {
        const perSecond = 1000 / data.stepMs;
        return [
          {
            name: "Runs per second",
            color: (tokens) => tokens.accent,
            values: data.points.map((one) => one.runsPerSecond),
            format: rate,
            filled: true,
          },
          {
            name: "From the cache",
            color: (tokens) => tokens.run,
            values: data.points.map((one) => one.hits * perSecond),
            format: rate,
          },
          {
            name: "Failed",
            color: (tokens) => tokens.bad,
            values: data.points.map((one) => one.failed * perSecond),
            format: rate,
            dashed: true,
          },
        ];
      }}
    />
  );
}

export function LatencyChart({ series, finished }: SeriesChartProps) {
  return (
    <Chart
      series={series}
      finished={finished}
      title="Latency of answers"
      summary={(data) => {
        const last = data.points.findLast((one) => one.p95 !== undefined);
        return last
          ? `Half of the answers within ${millis(last.p50)}, 95 in 100 within ${millis(last.p95)}.`
          : "No answer has been waited for.";
      }}
      head={["Median", "95th percentile"]}
      row={(one) => [millis(one.p50), millis(one.p95)]}
      lines={(data) => [
        {
          name: "95 %",
          color: (tokens) => tokens.warn,
          values: data.points.map((one) => one.p95 ?? null),
          format: millis,
        },
        {
          name: "Median",
          color: (tokens) => tokens.accent,
          values: data.points.map((one) => one.p50 ?? null),
          format: millis,
        },
      ]}
    />
  );
}

export function SpendChart({ series, finished }: SeriesChartProps) {
  return (
    <Chart
      series={series}
      finished={finished}
      title="Spend"
      summary={({ spend }) => {
        const end =
          finished || spend.usdAtEnd === undefined
            ? ""
            : `; about ${usd(spend.usdAtEnd)} in all if the rest costs as much per run`;
        const limit = spend.budgetUsd === undefined ? "; no dollar limit" : ` of ${usd(spend.budgetUsd)}`;
        return `${usd(spend.usd)}${limit}${end}.`;
      }}
      head={["Spent", "In this step"]}
      row={(one) => [usd(one.spentUsd), usd(one.usd)]}
      lines={(data) => [
        {
          name: "Spent",
          color: (tokens) => tokens.accent,
          values: data.points.map((one) => one.spentUsd),
          format: usd,
          filled: true,
        },
        ...(data.spend.budgetUsd === undefined || data.spend.budgetUsd > 4 * Math.max(data.spend.usd, 1e-9)
          ? []
          : [
              {
                name: "Budget",
                color: (tokens: { bad: string }) => tokens.bad,
                values: data.points.map(() => data.spend.budgetUsd ?? null),
                format: usd,
                dashed: true,
              },
            ]),
      ]}
    />
  );
}
