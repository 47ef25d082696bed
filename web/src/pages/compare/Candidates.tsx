import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { Queries } from "@/api";
import { NONE, score, usd } from "@/format";
import { CandidateName } from "@/pages/sweep/CandidateName";
import { Panel, ParamChip } from "@/ui";
import type { Key } from "./search";

type Comparison = Queries["Comparison"];

/** Who is compared, and in what they differ. */
export function Candidates({
  comparison,
  onBase,
  onDrop,
}: {
  comparison: Comparison;
  onBase: (key: Key) => void;
  onDrop: (key: Key) => void;
}) {
  return (
    <ul className="grid grid-cols-1 gap-3 md:grid-cols-2 xl:grid-cols-4">
      {comparison.candidates.map(({ key, candidate, sweepName }) => {
        const isBase = key === comparison.base;
        return (
          <li
            key={key}
            className={`flex min-w-0 flex-col gap-2 rounded-lg border bg-surface p-3 ${isBase ? "border-accent-line" : "border-line"}`}
          >
            <div className="flex items-start gap-2">
              <span className="flex size-6 shrink-0 items-center justify-center rounded-md bg-accent-soft font-semibold text-accent uppercase">
                {key}
              </span>
              <div className="min-w-0 flex-1">
                <CandidateName row={candidate} varying={comparison.differences.map((one) => one.name)} wide />
              </div>
              <button
                type="button"
                aria-label={`Remove ${key} from the comparison`}
                onClick={() => onDrop(key)}
                className="inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-ink-3 hover:bg-sunken"
              >
                <X aria-hidden size={14} />
              </button>
            </div>
            <p className="truncate text-xs text-ink-3">
              <Link
                to="/sweeps/$sweepId/leaderboard"
                params={{ sweepId: candidate.sweepId }}
                className="hover:text-accent hover:underline"
              >
                <bdi>{sweepName ?? candidate.sweepId}</bdi>
              </Link>
            </p>
            <p className="flex items-baseline gap-2">
              <span className="text-xl font-semibold">{score(candidate.score)}</span>
              <span className="text-xs text-ink-3">
                over {candidate.n} runs · {usd(candidate.cost)} per run
              </span>
            </p>
            <button
              type="button"
              aria-pressed={isBase}
              onClick={() => onBase(key)}
              className="min-h-6 self-start rounded-sm text-xs text-accent hover:underline aria-pressed:font-semibold aria-pressed:text-ink-2 aria-pressed:no-underline"
            >
              {isBase ? "Baseline" : "Make it the baseline"}
            </button>
          </li>
        );
      })}
      <li className="contents">
        <Parameters comparison={comparison} />
      </li>
    </ul>
  );
}

/** Only what differs. */
function Parameters({ comparison }: { comparison: Comparison }) {
  if (comparison.differences.length === 0) {
    return null;
  }
  return (
    <div className="col-span-full">
      <Panel title="What differs">
        <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="What differs">
          <table className="text-sm">
            <tbody>
              {comparison.differences.map(({ name, values }) => (
                <tr key={name} className="border-t border-line/70 first:border-0">
                  <th scope="row" className="py-1.5 pr-6 text-left font-medium">
                    <bdi>{name}</bdi>
                  </th>
                  {comparison.candidates.map(({ key }) => {
                    const value = (values as Record<string, unknown>)[key];
                    return (
                      <td key={key} className="py-1.5 pr-6">
                        <span className="pr-1.5 text-xs text-ink-3 uppercase">{key}</span>
                        {value === undefined ? <span className="text-ink-3">{NONE}</span> : <ParamChip value={value} />}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </div>
  );
}
