import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Check, CircleAlert, CircleDashed, FileCode2, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { queries, unwrap } from "@/api";
import { useReason } from "@/session";
import { Button, classes, Failure, Loading, PageHead, PartialNote, TextField } from "@/ui";
import { BudgetStep } from "./BudgetStep";
import { DatasetStep } from "./DatasetStep";
import { ModelsStep } from "./ModelsStep";
import { ParametersStep } from "./ParametersStep";
import { PromptsStep } from "./PromptsStep";
import { ReviewStep } from "./ReviewStep";
import { ScorersStep } from "./ScorersStep";
import { Summary } from "./Summary";
import {
  EMPTY_SPEC,
  fromDefinition,
  missing,
  type Spec,
  STEPS,
  type Step,
  stepOf,
  storeDraft,
  storedDraft,
} from "./spec";
import { type Planning, usePlan } from "./usePlan";
import { YamlView } from "./YamlView";

const route = getRouteApi("/sweeps/new");

export const STEP_TITLES: Record<Step, string> = {
  prompts: "Prompts",
  models: "Models",
  parameters: "Parameters",
  dataset: "Dataset",
  scorers: "Scorers",
  budget: "Budget",
  review: "Review",
};

/** What a step gets: the draft, and how to change it. */
export interface StepProps {
  spec: Spec;
  change: (change: Partial<Spec>) => void;
}

/** Puts a sweep together: seven steps in any order, the number of runs always in view. */
export function WizardPage() {
  const { from } = route.useSearch();
  const origin = useQuery({
    queryKey: ["sweeps", from, "definition"],
    queryFn: ({ signal }) =>
      unwrap(queries.GET("/api/v1/sweeps/{sweepId}", { params: { path: { sweepId: from ?? "" } }, signal })),
    enabled: from !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (from !== undefined && origin.data === undefined) {
    return origin.error ? (
      <Failure what="The sweep to begin from" error={origin.error} onRetry={() => void origin.refetch()} />
    ) : (
      <Loading label="the sweep to begin from" />
    );
  }
  const definition = origin.data?.definition as Record<string, unknown> | undefined;
  return <Wizard key={from ?? "new"} initial={definition === undefined ? undefined : fromDefinition(definition)} />;
}

function useDraft(initial: Spec | undefined) {
  const { prompt, dataset } = route.useSearch();
  const [spec, setSpec] = useState<Spec>(() => {
    const draft = initial ?? storedDraft() ?? EMPTY_SPEC;
    return {
      ...draft,
      prompts:
        prompt !== undefined &&
        !draft.prompts.some((one) => (typeof one === "string" ? one : one.name).split("@")[0] === prompt)
          ? [...draft.prompts, prompt]
          : draft.prompts,
      dataset: dataset ?? draft.dataset,
    };
  });
  useEffect(() => storeDraft(spec), [spec]);
  return [spec, setSpec] as const;
}

function Wizard({ initial }: { initial: Spec | undefined }) {
  const { step = "prompts", view } = route.useSearch();
  const navigate = useNavigate({ from: "/sweeps/new" });
  const [spec, setSpec] = useDraft(initial);
  const planning = usePlan(spec);
  const reason = useReason("run");
  const change = (part: Partial<Spec>) => setSpec((before) => ({ ...before, ...part }));
  const go = (next: Step) => void navigate({ search: (before) => ({ ...before, step: next, view: undefined }) });
  const at = STEPS.indexOf(step);
  const next = STEPS[at + 1];
  const props = { spec, change };
  return (
    <>
      <PageHead
        title="New sweep"
        lead="Every prompt with every model and every parameter set, over every case. Nothing runs before you launch it."
        actions={
          <>
            <Button look="quiet" icon={<RotateCcw aria-hidden size={14} />} onClick={() => setSpec(EMPTY_SPEC)}>
              Begin anew
            </Button>
            <Button
              pressed={view === "yaml"}
              icon={<FileCode2 aria-hidden size={14} />}
              onClick={() => void navigate({ search: (before) => ({ ...before, view: view ? undefined : "yaml" }) })}
            >
              As YAML
            </Button>
          </>
        }
      />
      {reason ? (
        <div className="pb-4">
          <PartialNote>
            {reason} You can plan and look at the requests all the same; launching is up to others.
          </PartialNote>
        </div>
      ) : null}
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[176px_minmax(0,1fr)] xl:grid-cols-[160px_minmax(0,1fr)_288px]">
        <Steps current={view ? undefined : step} spec={spec} planning={planning} />
        <div className="min-w-0">
          {view === "yaml" ? (
            <YamlView spec={spec} onChange={setSpec} />
          ) : (
            <section aria-label={STEP_TITLES[step]} className="flex flex-col gap-4">
              {step === "prompts" ? (
                <>
                  <TextField
                    label="Name of the sweep"
                    className="max-w-md"
                    value={spec.name ?? ""}
                    maxLength={200}
                    placeholder="answer-style"
                    onChange={(event) => change({ name: event.target.value })}
                  />
                  <PromptsStep {...props} />
                </>
              ) : null}
              {step === "models" ? <ModelsStep {...props} /> : null}
              {step === "parameters" ? <ParametersStep {...props} /> : null}
              {step === "dataset" ? <DatasetStep {...props} /> : null}
              {step === "scorers" ? <ScorersStep {...props} /> : null}
              {step === "budget" ? <BudgetStep {...props} /> : null}
              {step === "review" ? (
                <ReviewStep spec={spec} planning={planning} onLaunched={() => storeDraft(undefined)} />
              ) : null}
              {next ? (
                <div className="flex justify-end">
                  <Button look="primary" onClick={() => go(next)}>
                    Next: {STEP_TITLES[next]}
                  </Button>
                </div>
              ) : null}
            </section>
          )}
        </div>
        <div className="lg:col-start-2 xl:col-start-auto">
          <Summary spec={spec} planning={planning} />
        </div>
      </div>
    </>
  );
}

function Steps({ current, spec, planning }: { current: Step | undefined; spec: Spec; planning: Planning }) {
  const open = missing(spec);
  const wrong = new Set(planning.problems.map((problem) => stepOf(problem.field)));
  return (
    <nav aria-label="Steps" className="lg:sticky lg:top-16">
      <ol className="flex flex-wrap gap-1 lg:flex-col">
        {STEPS.map((step, index) => {
          const state = wrong.has(step)
            ? "to be changed"
            : open.includes(step)
              ? "open"
              : step === "review"
                ? ""
                : "done";
          const Icon = state === "to be changed" ? CircleAlert : state === "open" ? CircleDashed : Check;
          return (
            <li key={step}>
              <Link
                to="/sweeps/new"
                search={(before) => ({ ...before, step, view: undefined })}
                aria-current={current === step ? "step" : undefined}
                className={classes(
                  "flex h-9 items-center gap-2.5 rounded-md px-2.5",
                  current === step
                    ? "bg-surface font-medium shadow-[0_0_0_1px_var(--line)]"
                    : "text-ink-2 hover:bg-surface/70 hover:text-ink",
                )}
              >
                <span aria-hidden className="w-3 text-xs text-ink-3">
                  {index + 1}
                </span>
                <span className="flex-1">{STEP_TITLES[step]}</span>
                {state ? (
                  <Icon
                    aria-label={state}
                    size={14}
                    className={state === "done" ? "text-good" : state === "open" ? "text-ink-3" : "text-bad"}
                  />
                ) : null}
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
