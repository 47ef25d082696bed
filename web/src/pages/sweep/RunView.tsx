import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ArrowRight, FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { type Queries, queries, unwrap } from "@/api";
import { count, dateTime, millis, NONE, plural, score, usd } from "@/format";
import { Button, Chip, Json, LinkButton, Loaded, ParamChip, Plain } from "@/ui";
import { causeLabel } from "./live/ErrorCauses";
import { Messages } from "./Messages";

type Detail = Queries["RunDetail"];

/** One run from question to verdict. The same object in the drawer and on its own page. */
export function RunView({
  sweepId,
  runId,
  onGo,
  linked = false,
}: {
  sweepId: string;
  runId: string;
  onGo: (runId: string) => void;
  /** Links to the page of the run. */
  linked?: boolean;
}) {
  const query = useQuery({
    queryKey: ["run", runId],
    queryFn: ({ signal }) => unwrap(queries.GET("/api/v1/runs/{runId}", { params: { path: { runId } }, signal })),
  });
  return (
    <Loaded query={query} what="This run" lines={10}>
      {(detail) => (
        <div className="flex flex-col gap-6">
          <div className="flex flex-wrap items-center gap-2">
            <Outcome run={detail.run} />
            <div className="ml-auto flex flex-wrap justify-end gap-1.5">
              <Step label="Run before" to={detail.previous} onGo={onGo} icon={<ArrowLeft aria-hidden size={14} />} />
              <Step label="Run after" to={detail.next} onGo={onGo} icon={<ArrowRight aria-hidden size={14} />} />
              {detail.answer ? (
                <LinkButton
                  size="small"
                  to="/scorers"
                  search={{ run: runId }}
                  icon={<FlaskConical aria-hidden size={14} />}
                >
                  Try a scorer
                </LinkButton>
              ) : null}
              {linked ? (
                <Link
                  to="/sweeps/$sweepId/runs/$runId"
                  params={{ sweepId, runId }}
                  className="inline-flex h-7 items-center rounded-md border border-line bg-raised px-2 text-xs font-medium hover:border-line-strong"
                >
                  Full page
                </Link>
              ) : null}
            </div>
          </div>
          <Facts detail={detail} />
          <Section title="Scores">
            <Scores run={detail.run} />
          </Section>
          <Section title="Output">
            <Output detail={detail} />
          </Section>
          <Section title="Request">
            {detail.request ? (
              <Request request={detail.request} />
            ) : (
              <p className="text-ink-2">
                What was sent is not here: the answer was never stored, or has been forgotten.
              </p>
            )}
          </Section>
          <Section title="Attempts">
            <Attempts detail={detail} />
          </Section>
          {detail.provenance ? (
            <Section title="Provenance">
              <Json label="provenance" value={detail.provenance} />
            </Section>
          ) : null}
        </div>
      )}
    </Loaded>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Step({
  label,
  to,
  onGo,
  icon,
}: {
  label: string;
  to: string | undefined;
  onGo: (runId: string) => void;
  icon: ReactNode;
}) {
  return (
    <Button size="small" icon={icon} disabled={to === undefined} onClick={() => to !== undefined && onGo(to)}>
      {label}
    </Button>
  );
}

function Outcome({ run }: { run: Queries["Run"] }) {
  if (run.status === "FAILED") {
    return (
      <div className="min-w-0">
        <Chip tone="bad">failed: {causeLabel(run.failure ?? "failed")}</Chip>
        {run.message ? <p className="inert pt-1 text-bad">{run.message}</p> : null}
      </div>
    );
  }
  return (
    <Chip tone={run.source === "CALL" ? "good" : "accent"}>
      {run.source === "HIT" ? "answered from the cache" : run.source === "JOINED" ? "shared a call" : "answered"}
    </Chip>
  );
}

function Facts({ detail: { run, answer, candidate, provenance } }: { detail: Detail }) {
  const facts: [string, ReactNode][] = [
    [
      "Prompt",
      <span key="prompt">
        <bdi>{run.prompt ?? NONE}</bdi>
        {candidate && candidate.promptVersion > 0 ? (
          <span className="text-ink-3"> v{candidate.promptVersion}</span>
        ) : null}
      </span>,
    ],
    ["Model", <bdi key="model">{run.model ?? NONE}</bdi>],
    ["Case", <bdi key="case">{`${run.caseId} (number ${run.caseIndex}), repeat ${run.repeat + 1}`}</bdi>],
    ["Latency", millis(answer?.latencyMs ?? run.latencyMs)],
    ["Tokens", `${count(run.usage.promptTokens)} in, ${count(run.usage.completionTokens)} out`],
    ["Price", `${usd(run.costUsd)}${run.costUsd !== undefined && run.paidUsd === 0 ? ", not paid again" : ""}`],
    ["Ended", dateTime(run.scoredAt)],
    ["Finish reason", answer?.finishReason ?? NONE],
  ];
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)_auto_minmax(0,1fr)]">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="truncate">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="flex flex-wrap gap-1.5">
        {Object.entries((run.params ?? {}) as Record<string, unknown>).map(([name, value]) => (
          <ParamChip key={name} name={name} value={value} />
        ))}
      </div>
      {run.configHash || provenance ? (
        <p className="truncate font-mono text-2xs text-ink-3">config hash {run.configHash ?? NONE}</p>
      ) : null}
    </div>
  );
}

function Scores({ run }: { run: Queries["Run"] }) {
  if (run.scores.length === 0) {
    return <p className="text-ink-2">No scorer has judged it.</p>;
  }
  return (
    <ul className="flex flex-col gap-2">
      {run.scores.map((one) => (
        <li key={one.metric} className="rounded-md border border-line p-2.5">
          <div className="flex items-baseline gap-2">
            <bdi className="font-medium">{one.metric}</bdi>
            <span className="ml-auto font-semibold">{one.value === undefined ? "unscored" : score(one.value)}</span>
            {one.pass === undefined ? null : (
              <Chip tone={one.pass ? "good" : "bad"}>{one.pass ? "passed" : "not passed"}</Chip>
            )}
          </div>
          {one.reason || one.error ? (
            <p className={`inert pt-1 text-xs ${one.error ? "text-bad" : "text-ink-2"}`}>{one.error ?? one.reason}</p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Output({ detail: { answer } }: { detail: Detail }) {
  if (!answer) {
    return <p className="text-ink-2">There is none: the run failed.</p>;
  }
  return (
    <>
      {answer.output === "" ? (
        <p className="text-ink-2">The model answered with an empty text.</p>
      ) : (
        <Plain label="output" text={answer.output} />
      )}
      {answer.truncated ? (
        <p className="text-xs text-warn">This is the beginning; the whole answer is larger.</p>
      ) : null}
      {answer.toolCalls ? <Plain label="tool calls" text={answer.toolCalls} /> : null}
    </>
  );
}

function Request({ request }: { request: NonNullable<Detail["request"]> }) {
  const { messages, ...rest } = request.body as { messages?: { role?: string; content?: unknown }[] };
  return (
    <>
      {messages ? <Messages messages={messages} /> : null}
      <details>
        <summary className="cursor-pointer py-1 text-xs text-ink-2">
          Everything else that was sent to <bdi>{request.endpoint}</bdi>
        </summary>
        <Json label="rest of the request" value={rest} />
      </details>
    </>
  );
}

function Attempts({ detail: { run, answer } }: { detail: Detail }) {
  if (!answer || answer.attempts.length === 0) {
    return <p className="text-ink-2">{plural(run.attempts, "attempt")}; their details are kept with answers only.</p>;
  }
  return (
    <ol className="flex flex-col gap-1.5 text-xs">
      {answer.attempts.map((one) => (
        <li key={one.number} className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-ink-3">#{one.number}</span>
          <span>{dateTime(one.startedAt)}</span>
          <span>{millis(one.latencyMs)}</span>
          <span>{one.httpStatus === undefined ? "no answer" : `HTTP ${one.httpStatus}`}</span>
          {one.failure ? <span className="text-bad">{causeLabel(one.failure)}</span> : null}
          {one.message ? <span className="inert text-ink-2">{one.message}</span> : null}
        </li>
      ))}
    </ol>
  );
}
