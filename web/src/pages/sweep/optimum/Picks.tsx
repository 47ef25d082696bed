import { Award, PiggyBank, Wallet } from "lucide-react";
import { type Queries, queries, unwrap } from "@/api";
import { millis, percent, plural, score, usd } from "@/format";
import { Button, Chip, Menu, notify } from "@/ui";
import { CandidateName, describeBeside } from "../CandidateName";
import { lead } from "./interval";

type Optimum = Queries["Optimum"];
type Pick = Queries["Pick"];
type Form = "json" | "env" | "curl" | "prompt";

const NAMES: Record<Pick["name"], { title: (optimum: Optimum) => string; icon: typeof Award }> = {
  bestQuality: { title: () => "Best quality", icon: Award },
  withinBudget: { title: () => "Best within the limits", icon: Wallet },
  cheapestNearBest: {
    title: (optimum) => `Cheapest within ${percent(optimum.within, 0)} of the best`,
    icon: PiggyBank,
  },
};
const RIVALS: Record<Queries["Rival"]["role"], string> = {
  runnerUp: "the runner-up",
  bestQuality: "the best quality",
  withinBudget: "the best within the limits",
  cheapestNearBest: "the cheapest near the best",
};
const FORMS: { form: Form; label: string }[] = [
  { form: "json", label: "JSON" },
  { form: "env", label: "Environment variables" },
  { form: "curl", label: "cURL" },
  { form: "prompt", label: "Prompt file" },
];

/** Three named picks: what each is, how sure that is, why it won and what it beats. */
export function Picks({
  sweepId,
  optimum,
  onOpen,
}: {
  sweepId: string;
  optimum: Optimum;
  onOpen: (candidate: number) => void;
}) {
  return (
    <ul className="grid grid-cols-1 gap-4 lg:grid-cols-3">
      {optimum.picks.map((pick) => {
        const { title, icon: Icon } = NAMES[pick.name];
        return (
          <li key={pick.name} className="flex min-w-0 flex-col gap-3 rounded-md border border-line bg-raised p-4">
            <h3 className="flex items-center gap-2 text-xs font-semibold text-ink-2">
              <Icon aria-hidden size={15} className="text-accent" /> {title(optimum)}
            </h3>
            {pick.candidate ? (
              <Chosen
                sweepId={sweepId}
                pick={pick}
                candidate={pick.candidate}
                maximize={optimum.maximize}
                onOpen={onOpen}
              />
            ) : (
              <p className="text-ink-2">
                {pick.name === "withinBudget" && optimum.maxCost === undefined && optimum.maxP95 === undefined
                  ? "Give the most that a run may cost or take, in the fields above."
                  : (pick.missing ?? "No candidate qualifies.")}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Chosen({
  sweepId,
  pick,
  candidate,
  maximize,
  onOpen,
}: {
  sweepId: string;
  pick: Pick;
  candidate: Queries["CandidateBrief"];
  maximize: boolean;
  onOpen: (candidate: number) => void;
}) {
  return (
    <>
      <div className="min-w-0">
        <p className="flex items-baseline gap-2">
          <span className="text-3xl font-semibold tracking-[-0.02em]">{score(candidate.score)}</span>
          <span className="text-xs text-ink-3">
            {candidate.low === undefined ? "" : `${score(candidate.low)} – ${score(candidate.high)} (95 %)`}
          </span>
        </p>
        <CandidateName row={candidate} wide />
      </div>
      <p className="text-xs text-ink-2">
        {plural(candidate.n, "run")} · {usd(candidate.cost)} per run · p95 {millis(candidate.p95)}
        {pick.provisional ? (
          <>
            {" "}
            <Chip tone="warn">provisional</Chip>
          </>
        ) : null}
      </p>
      <ul className="flex flex-col gap-1 text-xs text-ink-2">
        {(pick.reasons ?? []).map((reason) => (
          <li key={reason} className="inert">
            {reason}
          </li>
        ))}
        {pick.beats === undefined ? null : (
          <li>
            Beats {plural(pick.beats, "candidate")} beyond doubt
            {pick.ties ? `; ${pick.ties} cannot be told apart from it` : ""}.
          </li>
        )}
        {(pick.against ?? []).map((rival) => (
          <li key={rival.role}>{against(rival, candidate, maximize)}</li>
        ))}
      </ul>
      <div className="mt-auto flex flex-wrap gap-2">
        <Button size="small" onClick={() => onOpen(candidate.candidateIndex)}>
          Details
        </Button>
        <Menu
          trigger={<Button size="small">Copy as …</Button>}
          align="start"
          entries={FORMS.map(({ form, label }) => ({
            label,
            onSelect: () => void copy(sweepId, candidate.candidateIndex, form, label),
          }))}
        />
      </div>
    </>
  );
}

/** As the verdict says it: plus is in favour of the pick, whichever direction the objective has. */
function against(
  { role, comparison, candidate }: Queries["Rival"],
  picked: Queries["CandidateBrief"],
  maximize: boolean,
): string {
  const name = `${RIVALS[role]} (${describeBeside(candidate, picked)})`;
  if (comparison.difference === undefined) {
    return `Shares no case with ${name}.`;
  }
  return `${lead(comparison, maximize)} against ${name} on ${plural(comparison.n, "common case")}.`;
}

/** Puts the candidate on the clipboard in the form that somebody ships; the server writes it, without keys. */
async function copy(sweepId: string, candidate: number, format: Form, label: string): Promise<void> {
  try {
    const text = await unwrap(
      queries.GET("/api/v1/sweeps/{sweepId}/candidates/{candidate}/snippet", {
        params: { path: { sweepId, candidate }, query: { format } },
        parseAs: "text",
      }),
    );
    await navigator.clipboard.writeText(String(text));
    notify.good({ title: `Copied as ${label}` });
  } catch (thrown) {
    notify.error(`Could not copy as ${label}`, thrown);
  }
}
