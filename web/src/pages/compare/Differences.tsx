import type { Queries } from "@/api";
import { count, formatOf, NONE, signed } from "@/format";
import { Chip, Delta, Panel, type Tone } from "@/ui";

type Comparison = Queries["Comparison"];
type Difference = Queries["PairedDifference"];

const VERDICTS: Record<Difference["verdict"], { label: string; tone: Tone }> = {
  better: { label: "better", tone: "good" },
  worse: { label: "worse", tone: "bad" },
  undecided: { label: "undecided", tone: "neutral" },
};
const TESTS: Record<string, string> = { t: "paired t", permutation: "sign flips", mcnemar: "McNemar" };

/** Every metric that all have: the paired difference to the baseline, its interval, and who wins how many cases. */
export function Differences({ comparison }: { comparison: Comparison }) {
  const adjusted = comparison.candidates.length > 2;
  return (
    <Panel
      title={`Against baseline ${comparison.base.toUpperCase()}`}
      note={adjusted ? "p after Holm's correction for several candidates" : undefined}
      flush
    >
      {/* Positioned: what is only for screen readers would otherwise lie outside of what scrolls, and widen the page. */}
      <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label="Differences">
        <table className="w-full min-w-200 text-sm">
          <thead className="border-y border-line bg-sunken text-left text-2xs text-ink-2">
            <tr>
              {[
                "Metric",
                "",
                "Mean",
                "Difference",
                "95 % interval",
                "Better / equal / worse",
                "Cases",
                "p",
                "Verdict",
              ].map((name, index) => (
                <th key={index} scope="col" className={`px-3 py-2 font-medium ${index > 1 && index < 8 ? "num" : ""}`}>
                  {name === "" ? <span className="sr-only">Candidate</span> : name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {comparison.metrics.flatMap(({ metric, maximize, comparisons }) => {
              const format = formatOf(metric);
              return comparisons.map((one) => (
                <tr key={`${metric}/${one.key}`} className="border-b border-line/70 last:border-0">
                  <th scope="row" className="px-3 py-2 text-left font-medium">
                    <bdi>{metric}</bdi>
                    {maximize ? null : <span className="text-xs font-normal text-ink-3"> lower is better</span>}
                  </th>
                  <td className="px-3 py-2 font-semibold uppercase">{one.key}</td>
                  <td className="num px-3 py-2">
                    {format(one.mean)} <span className="text-ink-3">vs {format(one.baseMean)}</span>
                  </td>
                  <td className="num px-3 py-2 font-semibold">
                    <Delta value={one.difference} lowerIsBetter={!maximize} format={format} />
                  </td>
                  <td
                    className="num px-3 py-2 text-ink-2"
                    title={one.interval === "bootstrap" ? "BCa bootstrap" : "paired t"}
                  >
                    {one.low === undefined || one.high === undefined
                      ? NONE
                      : `${signed(one.low, format)} to ${signed(one.high, format)}`}
                  </td>
                  <td className="num px-3 py-2">
                    {count(one.wins)} / {count(one.ties)} / {count(one.losses)}
                  </td>
                  <td className="num px-3 py-2">{count(one.n)}</td>
                  <td className="num px-3 py-2 text-ink-2" title={one.test ? TESTS[one.test] : undefined}>
                    {probability(one.pAdjusted ?? one.p)}
                  </td>
                  <td className="px-3 py-2">
                    <Chip tone={VERDICTS[one.verdict].tone}>{VERDICTS[one.verdict].label}</Chip>
                  </td>
                </tr>
              ));
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function probability(p: number | undefined): string {
  return p === undefined || !Number.isFinite(p) ? NONE : p < 0.001 ? "< 0.001" : p.toFixed(3);
}
