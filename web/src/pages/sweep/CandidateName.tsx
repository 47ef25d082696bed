import type { Queries } from "@/api";
import { parameter } from "@/format";
import { ParamChip } from "@/ui";

type Named = Pick<Queries["Candidate"], "prompt" | "promptVersion" | "model" | "params">;

/**
 * A candidate by what tells it from the others: prompt, model, and only the parameters that vary. Names and parameters have a line
 * each, so that long parameters never push the name away. `wide` shows the parameters in full, on as many lines as they take.
 */
export function CandidateName({
  row,
  varying,
  wide = false,
}: {
  row: Named;
  varying?: readonly string[] | undefined;
  wide?: boolean;
}) {
  const params = paramsOf(row, varying);
  return (
    <span className="flex min-w-0 flex-col leading-tight" title={describe(row)}>
      <span className="flex min-w-0 gap-[0.35em]">
        <bdi className="truncate font-medium">{row.prompt}</bdi>
        {row.promptVersion > 1 ? <span className="shrink-0 text-ink-3">v{row.promptVersion}</span> : null}
        <span className="shrink-0 text-ink-3">on</span>
        <bdi className="truncate">{row.model}</bdi>
      </span>
      {params.length === 0 ? null : wide ? (
        <span className="flex flex-wrap gap-1.5 pt-1.5">
          {params.map(([name, value]) => (
            <ParamChip key={name} name={name} value={value} short />
          ))}
        </span>
      ) : (
        <span className="truncate text-2xs text-ink-2">
          {params.map(([name, value], index) => (
            <span key={name}>
              {index > 0 ? " · " : null}
              <span className="text-ink-3">{name}</span> <bdi>{parameter(value)}</bdi>
            </span>
          ))}
        </span>
      )}
    </span>
  );
}

/** The parameters of a candidate, those that vary where that is known. */
export function paramsOf(row: Pick<Named, "params">, varying?: readonly string[] | undefined): [string, unknown][] {
  return Object.entries(row.params as Record<string, unknown>).filter(
    ([name]) => varying === undefined || varying.includes(name),
  );
}

/** The whole candidate as one line of text. */
export function describe(row: Named): string {
  const params = paramsOf(row)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(", ");
  return `${row.prompt} v${row.promptVersion} on ${row.model}${params ? `, ${params}` : ""}`;
}

/** A candidate in as few words as tell it from another one: its name, and the parameters in which they differ. */
export function describeBeside(row: Named, other: Named): string {
  const others = other.params as Record<string, unknown>;
  const params = paramsOf(row)
    .filter(([name, value]) => JSON.stringify(others[name]) !== JSON.stringify(value))
    .map(([name, value]) => `${name} ${parameter(value)}`);
  const version = row.promptVersion > 1 ? ` v${row.promptVersion}` : "";
  return [`${row.prompt}${version} on ${row.model}`, ...params].join(", ");
}
