import { CheckField, Panel, TextField } from "@/ui";
import type { Spec } from "./spec";
import type { StepProps } from "./WizardPage";

type Limits = NonNullable<Spec["budget"]>;

const LIMITS: { key: keyof Limits; label: string; unit: string; step: string; hint: string }[] = [
  { key: "usd", label: "Dollars", unit: "USD", step: "0.01", hint: "reserved before a call, settled after it" },
  { key: "minutes", label: "Time", unit: "min", step: "1", hint: "from the launch on" },
  { key: "calls", label: "Paid calls", unit: "calls", step: "1", hint: "answers from the cache are free" },
  { key: "tokens", label: "Tokens", unit: "tokens", step: "1000", hint: "sent and received" },
];

/** When to stop, and how fast to go. */
export function BudgetStep({ spec, change }: StepProps) {
  const budget = spec.budget ?? {};
  const set = (key: keyof Limits, text: string) => {
    const { [key]: _gone, ...rest } = budget;
    change({ budget: text === "" ? rest : { ...rest, [key]: Number(text) } });
  };
  const whole = (key: "repeats" | "concurrency" | "priority", text: string) => {
    const value = text === "" ? undefined : Number(text);
    change({ [key]: value });
  };
  return (
    <>
      <Panel title="Budget" note="hard limits; when one is reached, the sweep ends with what it has">
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-4">
          {LIMITS.map((limit) => (
            <TextField
              key={limit.key}
              label={limit.label}
              type="number"
              min={0}
              step={limit.step}
              unit={limit.unit}
              hint={limit.hint}
              placeholder="no limit"
              value={budget[limit.key] ?? ""}
              onChange={(event) => set(limit.key, event.target.value)}
            />
          ))}
        </div>
        {Object.keys(budget).length === 0 ? (
          <p className="pt-3 text-warn">No limit at all: it runs until it is done.</p>
        ) : null}
      </Panel>
      <Panel title="Pace and certainty">
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
          <TextField
            label="Repeats"
            type="number"
            min={1}
            hint="runs per candidate and case: shows how much answers vary"
            placeholder="1"
            value={spec.repeats ?? ""}
            onChange={(event) => whole("repeats", event.target.value)}
          />
          <TextField
            label="Runs at once"
            type="number"
            min={1}
            hint="the endpoint’s limits hold in any case"
            placeholder="no limit"
            value={spec.concurrency ?? ""}
            onChange={(event) => whole("concurrency", event.target.value)}
          />
          <TextField
            label="Priority"
            type="number"
            min={1}
            max={100}
            hint="1 low, 100 high, against other sweeps"
            placeholder="50"
            value={spec.priority ?? ""}
            onChange={(event) => whole("priority", event.target.value)}
          />
        </div>
        <CheckField
          className="pt-4"
          label="Ask again even where the answer is known"
          hint="Every run is paid; the cache gets the new answers."
          checked={spec.cache?.refresh === true}
          onChange={(event) => change({ cache: event.target.checked ? { ...spec.cache, refresh: true } : undefined })}
        />
      </Panel>
    </>
  );
}
