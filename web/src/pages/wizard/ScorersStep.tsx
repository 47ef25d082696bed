import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { type Scorers, scorers, unwrap } from "@/api";
import { Button, CheckField, IconButton, Loaded, Panel, Segments, SelectField, TextField } from "@/ui";
import { parameterValue } from "../scorers/TryOut";
import type { Spec } from "./spec";
import type { StepProps } from "./WizardPage";

type Scorer = Spec["scorers"][number] & Record<string, unknown>;

/** A scorer's name in the results: its own, or its type. */
function metricOf(scorer: Scorer): string {
  return typeof scorer["name"] === "string" && scorer["name"] !== "" ? scorer["name"] : scorer.type;
}

const MEASURED = ["weighted-sum", "cost-per-run-usd", "latency-ms", "tokens"];

/** What judges the answers, and what winning means. */
export function ScorersStep({ spec, change }: StepProps) {
  const catalogue = useQuery({
    queryKey: ["scorers"],
    queryFn: ({ signal }) => unwrap(scorers.GET("/api/v1/scorers", { signal })),
    staleTime: 60_000,
  });
  const chosen = spec.scorers as Scorer[];
  const replace = (index: number, scorer: Scorer | undefined) =>
    change({ scorers: chosen.flatMap((one, at) => (at === index ? (scorer ? [scorer] : []) : [one])) });
  return (
    <>
      <Panel title="Scorers" note="each gives every answer a number">
        <Loaded query={catalogue} what="The scorers" lines={4}>
          {(page) => (
            <div className="flex flex-col gap-3">
              {chosen.map((scorer, index) => (
                <ScorerForm
                  key={index}
                  scorer={scorer}
                  type={page.items.find((item) => item.type === scorer.type)}
                  common={page.common}
                  onChange={(next) => replace(index, next)}
                />
              ))}
              <AddScorer types={page.items} onAdd={(type) => change({ scorers: [...chosen, { type }] })} />
            </div>
          )}
        </Loaded>
      </Panel>
      <Objective spec={spec} change={change} metrics={[...new Set([...chosen.map(metricOf), ...MEASURED])]} />
    </>
  );
}

function AddScorer({ types, onAdd }: { types: Scorers["ScorerType"][]; onAdd: (type: string) => void }) {
  const [type, setType] = useState("");
  const shown = types.find((item) => item.type === type);
  return (
    <div className="flex flex-wrap items-end gap-2">
      <SelectField
        label="Scorer"
        className="w-72"
        value={type}
        onChange={(event) => setType(event.target.value)}
        options={[{ value: "", label: "choose one" }, ...types.map((item) => ({ value: item.type, label: item.type }))]}
      />
      <Button
        disabled={type === ""}
        icon={<Plus aria-hidden size={14} />}
        onClick={() => {
          onAdd(type);
          setType("");
        }}
      >
        Add
      </Button>
      <p className="max-w-[52ch] pb-1.5 text-xs text-ink-2">{shown?.description ?? ""}</p>
    </div>
  );
}

function ScorerForm({
  scorer,
  type,
  common,
  onChange,
}: {
  scorer: Scorer;
  type: Scorers["ScorerType"] | undefined;
  common: Scorers["ScorerParameter"][];
  onChange: (scorer: Scorer | undefined) => void;
}) {
  const [more, setMore] = useState(false);
  const own = type?.parameters ?? [];
  const others = common.filter((parameter) => !own.some((one) => one.name === parameter.name));
  return (
    <div className="rounded-md border border-line p-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            <code>{scorer.type}</code>
          </p>
          <p className="text-xs text-ink-2">{type?.description ?? "This instance does not know it."}</p>
        </div>
        <IconButton label={`Remove ${scorer.type}`} onClick={() => onChange(undefined)}>
          <Trash2 aria-hidden size={14} />
        </IconButton>
      </div>
      <div className="grid grid-cols-1 gap-3 pt-2 sm:grid-cols-2 xl:grid-cols-3">
        {[...own, ...(more ? others : [])].map((parameter) => (
          <ParameterField key={parameter.name} parameter={parameter} scorer={scorer} onChange={onChange} />
        ))}
      </div>
      {others.length > 0 ? (
        <Button look="quiet" size="small" className="mt-2" aria-expanded={more} onClick={() => setMore(!more)}>
          {more ? "Fewer settings" : "Name, weight, threshold …"}
        </Button>
      ) : null}
    </div>
  );
}

function ParameterField({
  parameter,
  scorer,
  onChange,
}: {
  parameter: Scorers["ScorerParameter"];
  scorer: Scorer;
  onChange: (scorer: Scorer) => void;
}) {
  const value = scorer[parameter.name];
  const [text, setText] = useState(
    value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value),
  );
  const [problem, setProblem] = useState<string>();
  const set = (next: string) => {
    setText(next);
    try {
      const { [parameter.name]: _gone, ...rest } = scorer;
      const parsed = parameterValue(parameter, next);
      onChange((parsed === undefined ? rest : { ...rest, [parameter.name]: parsed }) as Scorer);
      setProblem(undefined);
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  if (parameter.kind === "flag") {
    return (
      <CheckField
        label={parameter.name}
        hint={parameter.description}
        checked={text === "" ? parameter.default === true : text === "true"}
        onChange={(event) => set(String(event.target.checked))}
      />
    );
  }
  return (
    <TextField
      label={`${parameter.name}${parameter.required ? " (required)" : ""}`}
      hint={parameter.description}
      error={problem}
      {...(parameter.kind === "number" ? { type: "number", step: "any" } : {})}
      {...(parameter.default === undefined || parameter.default === null
        ? {}
        : { placeholder: String(parameter.default) })}
      value={text}
      onChange={(event) => set(event.target.value)}
    />
  );
}

function Objective({ spec, change, metrics }: StepProps & { metrics: string[] }) {
  const objective = spec.objective ?? {};
  const direction = objective.minimize === undefined ? "maximize" : "minimize";
  const metric = objective.minimize ?? objective.maximize ?? metrics[0] ?? "";
  const constraints = Object.entries(objective["subject-to"] ?? {});
  const set = (nextDirection: string, nextMetric: string, limits = objective["subject-to"]) => {
    const { maximize: _max, minimize: _min, "subject-to": _limits, ...rest } = objective;
    change({
      objective: {
        ...rest,
        [nextDirection]: nextMetric,
        ...(limits && Object.keys(limits).length > 0 ? { "subject-to": limits } : {}),
      },
    });
  };
  const limit = (name: string, bound: { min?: number; max?: number } | undefined) => {
    const limits = { ...objective["subject-to"] };
    if (bound === undefined) {
      delete limits[name];
    } else {
      limits[name] = bound;
    }
    set(direction, metric, limits);
  };
  return (
    <Panel title="Objective" note="what winning means">
      <div className="flex flex-wrap items-end gap-3">
        <Segments
          label="Direction"
          value={direction}
          options={[
            { value: "maximize", label: "Largest" },
            { value: "minimize", label: "Smallest" },
          ]}
          onChange={(next) => set(next, metric)}
        />
        <SelectField
          label="Metric"
          className="w-56"
          value={metric}
          onChange={(event) => set(direction, event.target.value)}
          options={[...new Set([...metrics, metric])]
            .filter((name) => name !== "")
            .map((name) => ({ value: name, label: name }))}
        />
        <p className="max-w-[46ch] pb-1.5 text-xs text-ink-2">
          Candidates that break one of the limits below cannot win, however good they are.
        </p>
      </div>
      <ul className="pt-2">
        {constraints.map(([name, bound]) => (
          <li key={name} className="flex flex-wrap items-end gap-3 border-t border-line/70 py-2.5">
            <p className="w-44 truncate pb-1.5">
              <code>{name}</code>
            </p>
            <TextField
              label="At least"
              type="number"
              step="any"
              className="w-32"
              value={bound.min ?? ""}
              onChange={(event) =>
                limit(name, {
                  ...(event.target.value === "" ? {} : { min: Number(event.target.value) }),
                  ...(bound.max === undefined ? {} : { max: bound.max }),
                })
              }
            />
            <TextField
              label="At most"
              type="number"
              step="any"
              className="w-32"
              value={bound.max ?? ""}
              onChange={(event) =>
                limit(name, {
                  ...(bound.min === undefined ? {} : { min: bound.min }),
                  ...(event.target.value === "" ? {} : { max: Number(event.target.value) }),
                })
              }
            />
            <IconButton
              label={`Remove the limit on ${name}`}
              className="mb-0.5 ml-auto"
              onClick={() => limit(name, undefined)}
            >
              <Trash2 aria-hidden size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      <SelectField
        label="Add a limit"
        className="w-56 pt-2"
        value=""
        onChange={(event) => event.target.value && limit(event.target.value, {})}
        options={[
          { value: "", label: "on …" },
          ...metrics
            .filter((name) => name !== metric && !constraints.some(([known]) => known === name))
            .map((name) => ({ value: name, label: name })),
        ]}
      />
    </Panel>
  );
}
