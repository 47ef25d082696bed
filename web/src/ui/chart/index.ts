export { Chart, type ChartClick, type EChartsOption } from "./Chart";
export { ChartFrame, type ChartTable } from "./ChartFrame";
export { Sparkline } from "./Sparkline";
export { type Series, TimeSeries, thin } from "./TimeSeries";
export { type ChartTokens, useChartTokens } from "./tokens";
