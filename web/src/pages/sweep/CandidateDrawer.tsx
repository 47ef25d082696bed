import { Pin, Scissors, Target } from "lucide-react";
import { count, millis, percent, plural, score, usd } from "@/format";
import { Button, Drawer, Figure, LinkButton, Loaded, ParamChip } from "@/ui";
import { CandidateName } from "./CandidateName";
import type { Row } from "./leaderboardColumns";
import { Messages } from "./Messages";
import { useCandidate } from "./useCandidates";
import { useVerbs } from "./useVerbs";

/** Everything about one candidate: what it is, how it does in every metric, and what can be done with it. */
export function CandidateDrawer({
  sweepId,
  index,
  row,
  varying,
  isBaseline = false,
  onBaseline,
  onClose,
}: {
  sweepId: string;
  index: number;
  row: Row | undefined;
  varying: readonly string[] | undefined;
  isBaseline?: boolean;
  /** Absent where nothing is compared with a baseline. */
  onBaseline?: () => void;
  onClose: () => void;
}) {
  const verbs = useVerbs();
  const detail = useCandidate(sweepId, index);
  const shown = row ?? detail.data?.candidate;
  return (
    <Drawer
      open
      onClose={onClose}
      title={shown ? <CandidateName row={shown} varying={varying} /> : `Candidate ${index}`}
      description={shown ? `candidate ${index}, id ${shown.candidateId}` : undefined}
      footer={
        shown ? (
          <>
            <Button
              needs="run"
              icon={<Pin aria-hidden size={14} />}
              pressed={shown.pinned}
              onClick={() => verbs.togglePinned(shown)}
            >
              {shown.pinned ? "Unpin" : "Pin"}
            </Button>
            <Button
              needs="run"
              icon={<Scissors aria-hidden size={14} />}
              pressed={shown.pruned}
              onClick={() => verbs.togglePruned(shown)}
            >
              {shown.pruned ? "Un-prune" : "Prune"}
            </Button>
            {onBaseline ? (
              <Button icon={<Target aria-hidden size={14} />} pressed={isBaseline} onClick={onBaseline}>
                Baseline
              </Button>
            ) : null}
            <LinkButton to="/sweeps/$sweepId/runs" params={{ sweepId }} search={{ candidate: index }}>
              Runs
            </LinkButton>
          </>
        ) : undefined
      }
    >
      <Loaded query={detail} what="This candidate" lines={8}>
        {({ candidate, messages }) => (
          <div className="flex flex-col gap-6">
            <Figures row={row ?? candidate} />
            <section aria-label="Parameters" className="flex flex-wrap gap-1.5">
              {Object.entries(candidate.params as Record<string, unknown>).map(([name, value]) => (
                <ParamChip key={name} name={name} value={value} />
              ))}
            </section>
            <Metrics row={row ?? candidate} />
            <section aria-label="Prompt" className="flex flex-col gap-3">
              <h3 className="font-semibold">Prompt</h3>
              {messages === undefined || messages.length === 0 ? (
                <p className="text-ink-2">The definition of this sweep is not here yet.</p>
              ) : (
                <Messages messages={messages as { role?: string; content?: unknown }[]} />
              )}
            </section>
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}

function Figures({ row }: { row: Row }) {
  return (
    <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
      <Figure
        name="Score"
        value={score(row.score)}
        detail={row.low === undefined ? "no interval yet" : `${score(row.low)} – ${score(row.high)} (95 %)`}
      />
      <Figure name="Runs" value={count(row.runs)} detail={`${plural(row.cases, "case")}, ${count(row.hits)} cached`} />
      <Figure name="Cost per run" value={usd(row.cost)} detail={`${usd(row.paidUsd)} paid`} />
      <Figure
        name="Latency p50"
        value={millis(row.latency?.p50)}
        detail={row.latency ? `p95 ${millis(row.latency.p95)}` : "not measured"}
      />
    </dl>
  );
}

function Metrics({ row }: { row: Row }) {
  return (
    <table className="w-full text-sm">
      <caption className="pb-1 text-left font-semibold">Metrics</caption>
      <thead className="text-left text-2xs text-ink-2">
        <tr>
          <th scope="col" className="py-1 font-medium">
            Metric
          </th>
          <th scope="col" className="num py-1 font-medium">
            Mean
          </th>
          <th scope="col" className="num py-1 font-medium">
            95 % interval
          </th>
          <th scope="col" className="num py-1 font-medium">
            n
          </th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(row.metrics).map(([name, metric]) => (
          <tr key={name} className="border-t border-line/70">
            <td className="py-1.5">
              <bdi>{name}</bdi>
            </td>
            <td className="num py-1.5">{score(metric.mean)}</td>
            <td className="num py-1.5 text-ink-2">
              {metric.low === undefined ? "–" : `${score(metric.low)} – ${score(metric.high)}`}
            </td>
            <td className="num py-1.5">{count(metric.n)}</td>
          </tr>
        ))}
        {row.failed > 0 ? (
          <tr className="border-t border-line/70 text-bad">
            <td className="py-1.5">failed runs</td>
            <td className="num py-1.5">{percent(row.errorRate)}</td>
            <td />
            <td className="num py-1.5">{count(row.failed)}</td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
