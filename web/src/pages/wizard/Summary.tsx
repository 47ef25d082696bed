import { useQuery } from "@tanstack/react-query";
import { commands, unwrap } from "@/api";
import { compact, count, plural, seconds, usd } from "@/format";
import { classes } from "@/ui";
import { datasetOf, productOf, type Spec, strategyOf } from "./spec";
import type { Planning } from "./usePlan";

/** Cases that the draft would run; undefined until the dataset is known. */
function useCases(spec: Spec): number | undefined {
  const { name, version, limit } = datasetOf(spec);
  const dataset = useQuery({
    queryKey: ["datasets", name, version ?? "newest"],
    queryFn: ({ signal }) =>
      unwrap(
        version === undefined
          ? commands.GET("/api/v1/datasets/{name}", { params: { path: { name } }, signal })
          : commands.GET("/api/v1/datasets/{name}/versions/{version}", { params: { path: { name, version } }, signal }),
      ),
    enabled: name !== "",
    retry: false,
  });
  return dataset.data === undefined ? undefined : Math.min(dataset.data.cases, limit ?? dataset.data.cases);
}

/** The number of runs as the product it is, and what the server expects of it. */
export function Summary({ spec, planning }: { spec: Spec; planning: Planning }) {
  const product = productOf(spec);
  const cases = useCases(spec);
  const { plan } = planning;
  const strategy = strategyOf(spec);
  const runs =
    plan?.runs ??
    (product.candidates === undefined || cases === undefined
      ? undefined
      : product.candidates * cases * product.repeats);
  const factors = [
    { name: "prompts", value: product.prompts },
    { name: "models", value: product.models },
    { name: "parameter sets", value: product.sets },
    { name: "cases", value: cases },
    ...(product.repeats > 1 ? [{ name: "repeats", value: product.repeats }] : []),
  ];
  const sampled = strategy.type !== "grid";
  return (
    <aside
      aria-label="Size and cost"
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 xl:sticky xl:top-16"
    >
      <div>
        <p className="caption">This sweep is</p>
        <p className="pt-1 text-3xl font-semibold tracking-[-0.02em]" aria-live="polite">
          {runs === undefined ? "–" : runs < 10_000_000 ? count(runs) : compact(runs)}{" "}
          <span className="text-lg font-normal text-ink-2">{runs === 1 ? "run" : "runs"}</span>
        </p>
        <p className="flex flex-wrap items-baseline pt-1 text-ink-2">
          {factors.map((factor, index) => (
            <span key={factor.name} className="whitespace-nowrap">
              {index > 0 ? <span className="px-1 text-ink-3">×</span> : null}
              <span className={classes("font-medium", !factor.value && "text-warn")}>
                {factor.value === undefined ? "?" : count(factor.value)}
              </span>{" "}
              <span className="text-xs text-ink-3">{factor.value === 1 ? factor.name.slice(0, -1) : factor.name}</span>
            </span>
          ))}
        </p>
        {sampled ? (
          <p className="pt-1 text-xs text-ink-2">
            of which {strategy.type} runs{" "}
            {strategy.samples === undefined ? "as many candidates as it needs" : plural(strategy.samples, "candidate")}
          </p>
        ) : null}
        {plan && plan.candidates !== product.candidates ? (
          <p className="pt-1 text-xs text-ink-2">
            {plural(plan.candidates, "candidate")} after exclusions and conditions
          </p>
        ) : null}
      </div>
      {plan ? (
        <dl
          className={classes("flex flex-col gap-3 border-t border-line pt-3", planning.stale && "opacity-60")}
          aria-busy={planning.stale}
        >
          <Estimate
            name="Cost"
            value={plan.costUsd ? usd(plan.costUsd.expected) : "not known"}
            range={plan.costUsd ? `${usd(plan.costUsd.low)} – ${usd(plan.costUsd.high)}` : "a price is missing"}
          />
          <Estimate
            name="Time"
            value={plan.durationSeconds ? seconds(plan.durationSeconds.expected) : "not known"}
            range={
              plan.durationSeconds ? `${seconds(plan.durationSeconds.low)} – ${seconds(plan.durationSeconds.high)}` : ""
            }
          />
          <Estimate
            name="Paid calls"
            value={count(plan.calls)}
            range={
              plan.knownAnswers > 0
                ? `${plan.knownAnswersExact ? "" : "about "}${count(plan.knownAnswers)} answers are known already`
                : "no answer is known yet"
            }
          />
          <Estimate
            name="Tokens"
            value={compact(plan.tokens.expected)}
            range={`${compact(plan.tokens.low)} – ${compact(plan.tokens.high)}`}
          />
        </dl>
      ) : (
        <p className="border-t border-line pt-3 text-xs text-ink-2">
          {planning.problems.length > 0
            ? "Cost and time come when what is marked is changed."
            : "Cost and time come when prompts, models, dataset and scorers are chosen."}
        </p>
      )}
      {plan && plan.assumptions.length > 0 ? (
        <details className="text-xs text-ink-2">
          <summary className="min-h-6 font-medium">What this assumes</summary>
          <ul className="list-disc pt-1 pl-4">
            {plan.assumptions.map((assumption) => (
              <li key={assumption}>{assumption}</li>
            ))}
          </ul>
        </details>
      ) : null}
      {plan && plan.warnings.length > 0 ? (
        <ul className="flex flex-col gap-1 text-xs text-warn">
          {plan.warnings.map((warning) => (
            <li key={warning} className="inert">
              {warning}
            </li>
          ))}
        </ul>
      ) : null}
    </aside>
  );
}

function Estimate({ name, value, range }: { name: string; value: string; range: string }) {
  return (
    <div className="flex items-baseline justify-between gap-3">
      <dt className="text-ink-2">{name}</dt>
      <dd className="text-right">
        <span className="font-semibold">{value}</span>
        <span className="block text-xs text-ink-3">{range}</span>
      </dd>
    </div>
  );
}
