import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronRight, FlaskConical, Rocket } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { type Commands, commands, idempotencyKey, unwrap } from "@/api";
import { count, plural, usd } from "@/format";
import { Button, Chip, Failure, Json, Panel, ParamChip, Plain } from "@/ui";
import { axisSize, datasetOf, missing, promptName, type Spec, stepOf, strategyOf } from "./spec";
import type { Planning } from "./usePlan";
import { STEP_TITLES } from "./WizardPage";

/** Everything once more, what stands in the way, a look at the real requests, and the launch. */
export function ReviewStep({ spec, planning, onLaunched }: { spec: Spec; planning: Planning; onLaunched: () => void }) {
  const open = missing(spec);
  const ready = open.length === 0 && planning.problems.length === 0 && planning.plan !== undefined && !planning.stale;
  return (
    <>
      <Panel title="Review">
        <Digest spec={spec} />
      </Panel>
      {open.length > 0 || planning.problems.length > 0 ? (
        <Panel title="To be changed first">
          <ul className="flex flex-col gap-1.5">
            {open.map((step) => (
              <li key={step}>
                <StepLink step={step} />: nothing chosen yet
              </li>
            ))}
            {planning.problems.map((problem) => (
              <li key={`${problem.field}${problem.message}`}>
                <StepLink step={stepOf(problem.field)} />: <code>{problem.field}</code>{" "}
                <span className="inert">{problem.message}</span>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      {planning.error ? <Failure compact what="The plan" error={planning.error} /> : null}
      <DryRun spec={spec} disabled={open.length > 0} />
      <Launch spec={spec} planning={planning} ready={ready} onLaunched={onLaunched} />
    </>
  );
}

function StepLink({ step }: { step: ReturnType<typeof stepOf> }) {
  return (
    <Link
      to="/sweeps/new"
      search={(before) => ({ ...before, step, view: undefined })}
      className="font-medium text-accent underline"
    >
      {STEP_TITLES[step]}
    </Link>
  );
}

function Digest({ spec }: { spec: Spec }) {
  const dataset = datasetOf(spec);
  const budget = spec.budget ?? {};
  const limits = [
    budget.usd === undefined ? "" : usd(budget.usd),
    budget.minutes === undefined ? "" : `${count(budget.minutes)} min`,
    budget.calls === undefined ? "" : plural(budget.calls, "call"),
    budget.tokens === undefined ? "" : plural(budget.tokens, "token"),
  ].filter(Boolean);
  const params = Object.entries(spec.params ?? {});
  return (
    <dl className="grid grid-cols-[110px_minmax(0,1fr)] gap-x-4 gap-y-2">
      <Row name="Name">{spec.name ? <bdi>{spec.name}</bdi> : <span className="text-ink-3">will be made up</span>}</Row>
      <Row name="Prompts">
        <Chips values={spec.prompts.map(promptName)} />
      </Row>
      <Row name="Models">
        <Chips values={spec.models} />
      </Row>
      <Row name="Parameters">
        <span className="flex flex-wrap gap-1">
          {params.map(([name, axis]) => (
            <ParamChip
              key={name}
              name={name}
              value={(axisSize(axis) ?? 0) > 1 && Array.isArray(axis) ? axis.join(", ") : axis}
            />
          ))}
        </span>
      </Row>
      <Row name="Dataset">
        {dataset.name === "" ? "–" : <bdi>{dataset.name}</bdi>}
        {dataset.version === undefined ? "" : ` v${dataset.version}`}
        {dataset.limit === undefined ? "" : `, the first ${count(dataset.limit)} cases`}
      </Row>
      <Row name="Scorers">
        <Chips values={spec.scorers.map((scorer) => scorer.type)} />
      </Row>
      <Row name="Strategy">{strategyOf(spec).type}</Row>
      <Row name="Budget">{limits.length > 0 ? limits.join(", ") : <span className="text-warn">no limit</span>}</Row>
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Chips({ values }: { values: string[] }) {
  return values.length === 0 ? (
    "–"
  ) : (
    <span className="flex flex-wrap gap-1">
      {values.map((value, index) => (
        <Chip key={`${value}${index}`}>
          <bdi>{value}</bdi>
        </Chip>
      ))}
    </span>
  );
}

function DryRun({ spec, disabled }: { spec: Spec; disabled: boolean }) {
  const dry = useMutation({
    mutationFn: () => unwrap(commands.POST("/api/v1/sweeps:dry-run", { params: { query: { cases: 3 } }, body: spec })),
  });
  return (
    <Panel
      title="Dry run"
      note="the very requests of three cases; nothing is sent, nothing is paid"
      tools={
        <Button
          size="small"
          icon={<FlaskConical aria-hidden size={13} />}
          disabled={disabled}
          busy={dry.isPending}
          onClick={() => dry.mutate()}
        >
          Render three cases
        </Button>
      }
    >
      {dry.error ? <Failure compact what="The dry run" error={dry.error} /> : null}
      {dry.data ? (
        <Requests dry={dry.data} />
      ) : dry.error ? null : (
        <p className="text-ink-2">Shows what each prompt and model would be asked, word for word.</p>
      )}
    </Panel>
  );
}

function Requests({ dry }: { dry: Commands["DryRun"] }) {
  return (
    <div className="flex flex-col gap-2">
      {dry.warnings.map((warning) => (
        <p key={warning} className="inert text-warn">
          {warning}
        </p>
      ))}
      <p className="text-xs text-ink-2">
        {plural(dry.cases, "case")} × {plural(dry.candidates, "candidate")}, each as it would be sent; open one to read
        it.
      </p>
      {dry.requests.map((request, index) => (
        <Rendered key={`${request.candidateIndex}.${request.caseIndex}`} request={request} open={index === 0} />
      ))}
    </div>
  );
}

type Rendering = Commands["DryRun"]["requests"][number];

/** One request: what the model reads, with which parameters, and the body to the letter. */
function Rendered({ request, open }: { request: Rendering; open: boolean }) {
  const { messages = [] } = (request.body ?? {}) as { messages?: { role?: string; content?: unknown }[] };
  const params = Object.entries(request.params);
  return (
    <details open={open} className="group rounded-md border border-line">
      <summary className="flex min-h-9 cursor-pointer flex-wrap items-center gap-2 px-3 py-1.5">
        <ChevronRight aria-hidden size={14} className="shrink-0 text-ink-3 group-open:rotate-90" />
        <span className="text-ink-2">
          case <bdi className="font-medium text-ink">{request.caseId}</bdi>
        </span>
        <span className="text-ink-2">
          <bdi className="font-medium text-ink">{request.prompt}</bdi> on <bdi>{request.model}</bdi>
        </span>
        {request.known ? <Chip tone="good">answer known</Chip> : null}
        {request.problem ? <Chip tone="bad">cannot be asked</Chip> : null}
        <span className="ml-auto text-xs text-ink-3">
          {request.promptTokens === undefined ? "" : `about ${plural(request.promptTokens, "token")}`}
        </span>
      </summary>
      <div className="flex flex-col gap-3 border-t border-line p-3">
        {request.problem ? <p className="inert text-bad">{request.problem}</p> : null}
        {messages.map((message, index) => (
          <div key={index}>
            <p className="caption pb-1">{message.role ?? "message"}</p>
            <Plain
              label={`message ${index + 1} of case ${request.caseId}`}
              text={typeof message.content === "string" ? message.content : JSON.stringify(message, null, 2)}
            />
          </div>
        ))}
        {params.length > 0 ? (
          <p className="flex flex-wrap gap-1">
            {params.map(([name, value]) => (
              <ParamChip key={name} name={name} value={value} />
            ))}
          </p>
        ) : null}
        {request.expected === undefined ? null : (
          <p className="text-xs text-ink-2">
            expected answer, which is not sent: <span className="inert">{request.expected}</span>
          </p>
        )}
        {request.body ? (
          <details>
            <summary className="min-h-6 cursor-pointer text-xs text-ink-2">The whole request</summary>
            <Json value={request.body} label={`request of case ${request.caseId}`} />
          </details>
        ) : null}
      </div>
    </details>
  );
}

function Launch({
  spec,
  planning,
  ready,
  onLaunched,
}: {
  spec: Spec;
  planning: Planning;
  ready: boolean;
  onLaunched: () => void;
}) {
  const navigate = useNavigate();
  // The same draft is launched once, however often the button is pressed or the answer gets lost.
  const key = useRef<{ spec: Spec; key: string }>(undefined);
  const launch = useMutation({
    mutationFn: () => {
      if (key.current?.spec !== spec) {
        key.current = { spec, key: idempotencyKey() };
      }
      return unwrap(
        commands.POST("/api/v1/sweeps", { params: { header: { "Idempotency-Key": key.current.key } }, body: spec }),
      );
    },
    onSuccess: (launched) => {
      onLaunched();
      void navigate({ to: "/sweeps/$sweepId/live", params: { sweepId: launched.sweepId } });
    },
  });
  const { plan } = planning;
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-accent-line bg-accent-soft/50 p-4">
      {launch.error ? <Failure compact what="The launch" error={launch.error} /> : null}
      <div className="flex flex-wrap items-center gap-4">
        <p className="min-w-0 flex-1">
          {plan ? (
            <>
              <span className="font-semibold">{plural(plan.runs, "run")}</span>
              {plan.costUsd ? (
                <>
                  , about <span className="font-semibold">{usd(plan.costUsd.expected)}</span>
                </>
              ) : null}
              . You can pause, prune and stop it at any time.
            </>
          ) : (
            "Not ready yet."
          )}
        </p>
        <Button
          needs="run"
          look="primary"
          icon={<Rocket aria-hidden size={15} />}
          disabled={!ready}
          busy={launch.isPending}
          onClick={() => launch.mutate()}
        >
          Launch
        </Button>
      </div>
    </div>
  );
}
