import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { plural } from "@/format";
import { Button, Chip, IconButton, Panel, Segments, TextField } from "@/ui";
import { type Axis, axisSize, listAxis, listText, strategyOf } from "./spec";
import type { StepProps } from "./WizardPage";

const USUAL = [
  { name: "temperature", axis: [0, 0.5, 1] },
  { name: "top_p", axis: [0.5, 1] },
  { name: "max_tokens", axis: 256 },
  { name: "seed", axis: 7 },
];

const STRATEGIES = [
  { value: "grid", label: "Grid", title: "Every combination" },
  { value: "random", label: "Random", title: "So many combinations, drawn evenly" },
  { value: "guided", label: "Guided", title: "Begins broadly, drops what cannot win, looks closer where it is good" },
];

/** What is varied in the request, and how the space is searched. */
export function ParametersStep({ spec, change }: StepProps) {
  const params = spec.params ?? {};
  const [name, setName] = useState("");
  const strategy = strategyOf(spec);
  const set = (key: string, axis: Axis | undefined) => {
    const next = { ...params };
    if (axis === undefined) {
      delete next[key];
    } else {
      next[key] = axis;
    }
    change({ params: next });
  };
  const add = (key: string, axis: Axis) => {
    if (key !== "" && !(key in params)) {
      set(key, axis);
    }
    setName("");
  };
  return (
    <>
      <Panel title="Parameters" note="a single value is sent with every run; several are a dimension">
        <ul className="flex flex-col">
          {Object.entries(params).map(([key, axis]) => (
            <AxisRow key={key} name={key} axis={axis} onChange={(next) => set(key, next)} />
          ))}
        </ul>
        {Object.keys(params).length === 0 ? (
          <p className="pb-3 text-ink-2">None: every model runs with its own defaults.</p>
        ) : null}
        <form
          className="flex flex-wrap items-end gap-2 pt-3"
          onSubmit={(event) => {
            event.preventDefault();
            add(name.trim(), 0);
          }}
        >
          <TextField
            label="Parameter"
            className="w-56"
            value={name}
            placeholder="any name the endpoint takes"
            onChange={(event) => setName(event.target.value)}
          />
          <Button
            type="submit"
            disabled={name.trim() === "" || name.trim() in params}
            icon={<Plus aria-hidden size={14} />}
          >
            Add
          </Button>
          {USUAL.filter((usual) => !(usual.name in params)).map((usual) => (
            <Button
              key={usual.name}
              look="quiet"
              icon={<Plus aria-hidden size={13} />}
              onClick={() => add(usual.name, usual.axis)}
            >
              {usual.name}
            </Button>
          ))}
        </form>
      </Panel>
      <Panel title="Strategy" note="which of the combinations are run">
        <div className="flex flex-wrap items-end gap-4">
          <Segments
            label="Strategy"
            value={strategy.type}
            options={STRATEGIES}
            onChange={(type) =>
              change({
                strategy:
                  type === "grid" ? { type } : { type, samples: strategy.samples ?? 24, seed: strategy.seed ?? 1 },
              })
            }
          />
          {strategy.type === "grid" ? null : (
            <>
              <TextField
                label="Candidates"
                type="number"
                min={1}
                className="w-32"
                value={strategy.samples ?? ""}
                onChange={(event) => change({ strategy: { ...strategy, samples: Number(event.target.value) } })}
              />
              <TextField
                label="Seed"
                type="number"
                className="w-28"
                value={strategy.seed ?? ""}
                hint="same seed, same draw"
                onChange={(event) => change({ strategy: { ...strategy, seed: Number(event.target.value) } })}
              />
            </>
          )}
          <p className="max-w-[48ch] pb-1.5 text-ink-2">
            {STRATEGIES.find((one) => one.value === strategy.type)?.title ?? strategy.type}.{" "}
            {strategy.type === "grid" ? "Ranges need steps." : "Ranges may be continuous."}
          </p>
        </div>
      </Panel>
    </>
  );
}

type Mode = "values" | "int" | "float" | "log";

function modeOf(axis: Axis): Mode {
  if (typeof axis === "object" && axis !== null && !Array.isArray(axis)) {
    return "int" in axis ? "int" : "float" in axis ? "float" : "log" in axis ? "log" : "values";
  }
  return "values";
}

const START: Record<Exclude<Mode, "values">, Axis> = {
  int: { int: [1, 8], step: 1 },
  float: { float: [0, 1], points: 5 },
  log: { log: [0.001, 1], points: 4 },
};

function AxisRow({ name, axis, onChange }: { name: string; axis: Axis; onChange: (axis: Axis | undefined) => void }) {
  const mode = modeOf(axis);
  const size = axisSize(axis);
  return (
    <li className="flex flex-wrap items-end gap-3 border-b border-line/70 py-2.5">
      <p className="w-36 truncate pb-1.5 font-medium">
        <code>{name}</code>
      </p>
      <Segments<Mode>
        label={`Kind of ${name}`}
        value={mode}
        options={[
          { value: "values", label: "Values" },
          { value: "int", label: "Whole range" },
          { value: "float", label: "Range" },
          { value: "log", label: "Log range" },
        ]}
        onChange={(next) => onChange(next === "values" ? [0, 1] : START[next])}
      />
      {mode === "values" ? (
        <Values name={name} axis={axis} onChange={onChange} />
      ) : (
        <Range name={name} mode={mode} axis={axis as Record<string, unknown>} onChange={onChange} />
      )}
      <span className="pb-1.5">
        {size === undefined ? (
          <Chip tone="warn">no steps</Chip>
        ) : (
          <Chip tone={size > 1 ? "accent" : "neutral"}>{plural(size, "value")}</Chip>
        )}
      </span>
      <IconButton label={`Remove ${name}`} className="mb-0.5 ml-auto" onClick={() => onChange(undefined)}>
        <Trash2 aria-hidden size={14} />
      </IconButton>
    </li>
  );
}

function Values({ name, axis, onChange }: { name: string; axis: Axis; onChange: (axis: Axis) => void }) {
  const [text, setText] = useState(listText(axis) ?? JSON.stringify(axis));
  const [problem, setProblem] = useState<string>();
  return (
    <TextField
      label={`Values of ${name}`}
      hideLabel
      className="min-w-52 flex-1"
      value={text}
      placeholder="0, 0.4, 0.8"
      error={problem}
      onChange={(event) => {
        setText(event.target.value);
        try {
          onChange(listAxis(event.target.value));
          setProblem(undefined);
        } catch (thrown) {
          setProblem(thrown instanceof Error ? thrown.message : String(thrown));
        }
      }}
    />
  );
}

function Range({
  name,
  mode,
  axis,
  onChange,
}: {
  name: string;
  mode: Exclude<Mode, "values">;
  axis: Record<string, unknown>;
  onChange: (axis: Axis) => void;
}) {
  const [low, high] = (axis[mode] as [number, number] | undefined) ?? [0, 1];
  const third = mode === "int" ? "step" : "points";
  const number = (label: string, value: unknown, set: (value: number | undefined) => void) => (
    <TextField
      label={label}
      aria-label={`${label} of ${name}`}
      type="number"
      step="any"
      className="w-24"
      value={value === undefined ? "" : String(value)}
      onChange={(event) => set(event.target.value === "" ? undefined : Number(event.target.value))}
    />
  );
  return (
    <>
      {number("From", low, (value) => onChange({ ...axis, [mode]: [value ?? 0, high] }))}
      {number("To", high, (value) => onChange({ ...axis, [mode]: [low, value ?? 0] }))}
      {number(mode === "int" ? "Step" : "Points", axis[third], (value) => {
        const { [third]: _gone, ...rest } = axis;
        onChange(value === undefined ? rest : { ...rest, [third]: value });
      })}
    </>
  );
}
