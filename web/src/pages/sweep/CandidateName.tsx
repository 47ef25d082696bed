import type { Queries } from "@/api";
import { ParamChip } from "@/ui";

type Named = Pick<Queries["Candidate"], "prompt" | "promptVersion" | "model" | "params">;

/** A candidate by what tells it from the others: prompt, model, and only the parameters that vary. */
export function CandidateName({ row, varying }: { row: Named; varying?: readonly string[] | undefined }) {
  const params = Object.entries(row.params as Record<string, unknown>).filter(
    ([name]) => varying === undefined || varying.includes(name),
  );
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={describe(row)}>
      <span className="min-w-0 truncate">
        <bdi className="font-medium">{row.prompt}</bdi>
        {row.promptVersion > 1 ? <span className="text-ink-3"> v{row.promptVersion}</span> : null}
        <span className="text-ink-3"> on </span>
        <bdi>{row.model}</bdi>
      </span>
      {params.map(([name, value]) => (
        <ParamChip key={name} name={name} value={value} />
      ))}
    </span>
  );
}

/** The whole candidate as one line of text. */
export function describe(row: Named): string {
  const params = Object.entries(row.params as Record<string, unknown>)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(", ");
  return `${row.prompt} v${row.promptVersion} on ${row.model}${params ? `, ${params}` : ""}`;
}
