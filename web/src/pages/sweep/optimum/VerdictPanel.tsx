import { useQuery } from "@tanstack/react-query";
import { type Queries, queries, unwrap } from "@/api";
import { count, percent, plural, score, usd } from "@/format";
import { useLiveRefetch } from "@/live";
import { Button, Chip, Loaded, Panel } from "@/ui";
import { CandidateName } from "../CandidateName";
import { summaryChannel } from "../useSweep";
import { leadOf } from "./interval";

type Verdict = Queries["Verdict"];

/** What the sweep has found out, in sentences: which candidate, how sure, against what, and what more budget would buy. */
export function VerdictPanel({ sweepId, onOpen }: { sweepId: string; onOpen: (candidate: number) => void }) {
  const key = ["sweep", sweepId, "verdict"];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps/{sweepId}/verdict", { params: { path: { sweepId } }, signal }),
      ) as Promise<Verdict>,
  });
  useLiveRefetch(summaryChannel(sweepId), key, 3_000);
  return (
    <Loaded query={query} what="The verdict" lines={3} height={120}>
      {(verdict) => (
        <Panel
          title="Verdict"
          note={verdict.stage === "FINAL" ? "final" : "so far; it can still change"}
          tools={verdict.confidence ? <Confidence verdict={verdict} confidence={verdict.confidence} /> : undefined}
        >
          <div className="grid grid-cols-1 gap-x-8 gap-y-3 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <Sentences verdict={verdict} onOpen={onOpen} />
            <Beside verdict={verdict} />
          </div>
        </Panel>
      )}
    </Loaded>
  );
}

function Confidence({ verdict, confidence }: { verdict: Verdict; confidence: Queries["VerdictConfidence"] }) {
  const { probability, method, epsilon } = confidence;
  // Rounded down: nobody is told to be surer than the figures are.
  const share = percent(Math.floor(probability * 100) / 100, 0);
  const sure = `${method === "UNION_BOUND" ? "at least " : ""}${share} sure`;
  const what = epsilon > 0 ? `to be best or within ${score(epsilon)}` : `to be best by ${verdict.metric}`;
  return (
    <Chip
      tone={probability >= 0.9 ? "good" : "warn"}
      title={`${sure} ${what}, by ${method.toLowerCase().replaceAll("_", " ")}`}
    >
      {probability < 0.5 ? "not settled: others may be as good" : `${sure} ${what}`}
    </Chip>
  );
}

function Sentences({ verdict, onOpen }: { verdict: Verdict; onOpen: (candidate: number) => void }) {
  const { recommended } = verdict;
  const candidate = verdict.candidates.find((one) => one.index === recommended);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {candidate && recommended !== undefined ? (
        <div className="flex min-w-0 flex-wrap items-center gap-2 text-base">
          <CandidateName row={{ ...candidate, model: `${candidate.endpoint}/${candidate.model}` }} wide />
          <Button size="small" onClick={() => onOpen(recommended)}>
            Details
          </Button>
        </div>
      ) : null}
      <ul className="flex max-w-[75ch] flex-col gap-1">
        {verdict.summary.map((sentence) => (
          <li key={sentence} className="inert">
            {sentence}
          </li>
        ))}
      </ul>
      {verdict.constraints && !verdict.summary.includes(verdict.constraints.reason) ? (
        <p className="inert text-ink-2">{verdict.constraints.reason}</p>
      ) : null}
    </div>
  );
}

/** The figures behind the sentences. */
function Beside({ verdict: { runnerUp, savings, dropped, outlook } }: { verdict: Verdict }) {
  const facts: [string, string][] = [
    [
      "Against the runner-up",
      runnerUp === undefined
        ? "nobody else is scored"
        : `${leadOf(runnerUp)}, ${plural(runnerUp.pairs, "common case")}`,
    ],
    [
      "Spent",
      `${count(savings.calls)} calls, ${usd(savings.usd)}${savings.gridUsd === undefined ? "" : ` of about ${usd(savings.gridUsd)} for the grid`}`,
    ],
    [
      "Runs",
      `${count(savings.runs)}${savings.gridRuns === undefined ? "" : ` of ${count(savings.gridRuns)} in the grid`}`,
    ],
    ["Dropped on the way", plural(dropped.count, "candidate")],
    ["Now", outlook.reason],
  ];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-4 gap-y-1 text-xs">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="inert">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
