import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError, commands, queries, type Scorers, scorers, unwrap } from "@/api";
import { score as formatScore } from "@/format";
import { Button, CheckField, Chip, Failure, TextArea, TextField } from "@/ui";

type Parameter = Scorers["ScorerParameter"];

/** A field's text as the value that a sweep file would have; undefined when left empty. */
export function parameterValue(parameter: Pick<Parameter, "kind" | "name">, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") {
    return undefined;
  }
  if (parameter.kind === "number") {
    return Number(trimmed);
  }
  if (parameter.kind === "flag") {
    return trimmed === "true";
  }
  if (parameter.kind === "object") {
    return parsed(parameter.name, trimmed);
  }
  return text;
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ApiError(400, { detail: `${name} is no JSON (${reason}); write an object, {"type": "object"}` });
  }
}

/** The run's answer and its case, as the try-out takes them. */
async function material(runId: string) {
  const detail = await unwrap(queries.GET("/api/v1/runs/{runId}", { params: { path: { runId } } }));
  const dataset = detail.sweep?.dataset as { name?: string; version?: number } | undefined;
  const page =
    dataset?.name !== undefined && dataset.version !== undefined
      ? await unwrap(
          commands.GET("/api/v1/datasets/{name}/versions/{version}/cases", {
            params: {
              path: { name: dataset.name, version: dataset.version },
              query: { after: detail.run.caseIndex - 1, limit: 1 },
            },
          }),
        )
      : undefined;
  const found = page?.items[0];
  return {
    output: detail.answer?.output ?? "",
    expected: found?.expected ?? "",
    vars: found?.vars,
    metadata: found?.metadata,
    answer: detail.answer,
  };
}

/** One answer, one scorer, one verdict. The answer is typed or taken from a run. */
export function TryOut({
  type,
  parameters,
  runId,
}: {
  type: string;
  parameters: readonly Parameter[];
  runId: string | undefined;
}) {
  const [values, setValues] = useState<Record<string, string>>({});
  const [output, setOutput] = useState("");
  const [expected, setExpected] = useState("");
  const [run, setRun] = useState(runId ?? "");
  const take = useMutation({
    mutationFn: material,
    onSuccess: (found) => {
      setOutput(found.output);
      setExpected(found.expected ?? "");
    },
  });
  // Whoever comes from a run wants its answer.
  const { mutate: takeAnswer } = take;
  useEffect(() => {
    if (runId !== undefined) {
      takeAnswer(runId);
    }
  }, [runId, takeAnswer]);
  const trial = useMutation({
    mutationFn: () => {
      const given = Object.fromEntries(
        parameters
          .map((parameter) => [parameter.name, parameterValue(parameter, values[parameter.name] ?? "")] as const)
          .filter(([, value]) => value !== undefined),
      );
      const answer = take.data?.answer;
      return unwrap(
        scorers.POST("/api/v1/scorers:try", {
          body: {
            scorer: { type, ...given },
            output,
            ...(expected ? { expected } : {}),
            ...(take.data?.vars ? { vars: take.data.vars } : {}),
            ...(take.data?.metadata ? { metadata: take.data.metadata } : {}),
            ...(answer ? { latencyMs: answer.latencyMs, usage: answer.usage } : {}),
            ...(answer?.costUsd === undefined ? {} : { costUsd: answer.costUsd }),
          },
        }),
      );
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        trial.mutate();
      }}
    >
      <div className="flex items-end gap-2">
        <TextField
          label="Take the answer of a run"
          className="flex-1"
          placeholder="id of the run"
          value={run}
          onChange={(event) => setRun(event.target.value)}
        />
        <Button busy={take.isPending} disabled={run.trim() === ""} onClick={() => take.mutate(run.trim())}>
          Take
        </Button>
      </div>
      {take.error ? <Failure compact what="The run" error={take.error} /> : null}
      <TextArea
        label="Answer"
        required
        mono
        rows={6}
        value={output}
        onChange={(event) => setOutput(event.target.value)}
      />
      <TextArea
        label="Expected"
        hint="The reference answer, where the scorer needs one."
        mono
        rows={2}
        value={expected}
        onChange={(event) => setExpected(event.target.value)}
      />
      {parameters.length > 0 ? (
        <fieldset className="flex flex-col gap-3 rounded-md border border-line p-3">
          <legend className="px-1 text-xs font-medium text-ink-2">Parameters</legend>
          {parameters.map((parameter) => {
            const set = (text: string) => setValues((before) => ({ ...before, [parameter.name]: text }));
            const text = values[parameter.name] ?? "";
            return parameter.kind === "flag" ? (
              <CheckField
                key={parameter.name}
                label={parameter.name}
                hint={parameter.description}
                checked={text === "" ? parameter.default === true : text === "true"}
                onChange={(event) => set(String(event.target.checked))}
              />
            ) : parameter.kind === "object" ? (
              <TextArea
                key={parameter.name}
                label={parameter.name}
                hint={`${parameter.description} (JSON)`}
                mono
                rows={3}
                value={text}
                onChange={(event) => set(event.target.value)}
              />
            ) : (
              <TextField
                key={parameter.name}
                label={parameter.name}
                hint={parameter.description}
                required={parameter.required}
                {...(parameter.kind === "number" ? { type: "number", step: "any" } : {})}
                {...(parameter.default === undefined || parameter.default === null
                  ? {}
                  : { placeholder: String(parameter.default) })}
                value={text}
                onChange={(event) => set(event.target.value)}
              />
            );
          })}
        </fieldset>
      ) : null}
      <Button look="primary" type="submit" busy={trial.isPending} className="self-start">
        What does it say?
      </Button>
      <div aria-live="polite">
        {trial.error ? <Failure compact what="The try-out" refused="That cannot be tried" error={trial.error} /> : null}
        {trial.data ? <Verdict score={trial.data.score} /> : null}
      </div>
    </form>
  );
}

function Verdict({ score }: { score: Scorers["Score"] }) {
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line bg-sunken p-4">
      <div className="flex items-center gap-3">
        <span className="text-3xl font-semibold tracking-[-0.02em]">
          {score.value === undefined ? "unscored" : formatScore(score.value)}
        </span>
        {score.pass === undefined ? null : (
          <Chip tone={score.pass ? "good" : "bad"}>{score.pass ? "passed" : "not passed"}</Chip>
        )}
      </div>
      {score.reason ? <p className="inert text-ink-2">{score.reason}</p> : null}
      {score.error ? <p className="inert text-bad">{score.error}</p> : null}
    </div>
  );
}
