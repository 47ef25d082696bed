import type { Commands } from "@/api";

/** The sweep that is being put together: what the API takes, edited in place. Keys that no step knows stay as they are. */
export type Spec = Commands["SweepRequest"];
export type Axis = unknown;
type Prompt = Spec["prompts"][number];

export const STEPS = ["prompts", "models", "parameters", "dataset", "scorers", "budget", "review"] as const;
export type Step = (typeof STEPS)[number];

/** Where a wrong field is put right. */
export function stepOf(field: string): Step {
  const key = field.split(/[.[]/)[0] ?? "";
  const steps: Record<string, Step> = {
    prompts: "prompts",
    models: "models",
    params: "parameters",
    exclude: "parameters",
    dataset: "dataset",
    scorers: "scorers",
    objective: "scorers",
    strategy: "parameters",
    repeats: "budget",
    budget: "budget",
    concurrency: "budget",
    priority: "budget",
    cache: "budget",
  };
  return steps[key] ?? "review";
}

export const EMPTY_SPEC: Spec = { prompts: [], models: [], params: {}, dataset: "", scorers: [] };

/** How a prompt is called: `terse@3`, or the name of one that is written here. */
export function promptName(prompt: Prompt): string {
  if (typeof prompt === "string") {
    return prompt;
  }
  return prompt.version !== undefined
    ? `${prompt.name}@${prompt.version}`
    : prompt.label !== undefined
      ? `${prompt.name}@${prompt.label}`
      : prompt.name;
}

export function strategyOf(spec: Spec): { type: string; samples?: number; seed?: number } {
  return typeof spec.strategy === "string" ? { type: spec.strategy } : (spec.strategy ?? { type: "grid" });
}

export function datasetOf(spec: Spec): { name: string; version?: number; limit?: number } {
  if (typeof spec.dataset !== "string") {
    return spec.dataset;
  }
  const [name = "", version] = spec.dataset.split("@");
  return version === undefined ? { name } : { name, version: Number(version) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function steps(range: unknown, step: unknown): number | undefined {
  if (
    !Array.isArray(range) ||
    typeof range[0] !== "number" ||
    typeof range[1] !== "number" ||
    typeof step !== "number" ||
    step <= 0
  ) {
    return undefined;
  }
  return Math.floor((range[1] - range[0]) / step + 1e-9) + 1;
}

/** How many values a parameter takes on a grid; undefined for a range without steps, which can only be sampled. */
export function axisSize(axis: Axis): number | undefined {
  if (Array.isArray(axis)) {
    return axis.length;
  }
  if (!isRecord(axis)) {
    return 1;
  }
  if (Array.isArray(axis["values"])) {
    return axis["values"].length;
  }
  if ("int" in axis) {
    return steps(axis["int"], axis["step"] ?? 1);
  }
  if ("float" in axis || "log" in axis) {
    return typeof axis["points"] === "number" ? axis["points"] : undefined;
  }
  return 1;
}

/** The factors of the number of runs, as far as they can be told without the server. */
export interface Product {
  prompts: number;
  models: number;
  /** Parameter sets of a grid; undefined when a range has no steps. */
  sets: number | undefined;
  /** Candidates that the strategy runs. */
  candidates: number | undefined;
  repeats: number;
}

/** Excludes and conditions are not considered: the plan, which the server makes, is exact. */
export function productOf(spec: Spec): Product {
  let sets: number | undefined = 1;
  for (const axis of Object.values(spec.params ?? {})) {
    const size = axisSize(axis);
    sets = sets === undefined || size === undefined ? undefined : sets * size;
  }
  const grid = sets === undefined ? undefined : spec.prompts.length * spec.models.length * sets;
  const { type, samples } = strategyOf(spec);
  const candidates = type === "grid" ? grid : samples === undefined ? undefined : Math.min(samples, grid ?? samples);
  return { prompts: spec.prompts.length, models: spec.models.length, sets, candidates, repeats: spec.repeats ?? 1 };
}

/** A word of a list as the value it means: number, true, false, null, or the word. */
export function wordValue(word: string): unknown {
  const trimmed = word.trim();
  if (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) {
    return Number(trimmed);
  }
  return trimmed === "true"
    ? true
    : trimmed === "false"
      ? false
      : trimmed === "null"
        ? null
        : trimmed.replace(/^"(.*)"$/, "$1");
}

/** A typed list as an axis: one value is fixed, several are a choice; JSON is taken as it is. Throws for damaged JSON. */
export function listAxis(text: string): Axis {
  const trimmed = text.trim();
  if (/^[[{]/.test(trimmed)) {
    const json = JSON.parse(trimmed) as unknown;
    return isRecord(json) && !["value", "values", "int", "float", "log"].some((key) => key in json)
      ? { value: json }
      : json;
  }
  const values = trimmed
    .split(",")
    .filter((word) => word.trim() !== "")
    .map(wordValue);
  return values.length === 1 ? values[0] : values;
}

/** An axis as a list is typed; undefined when it is a range or has conditions, which lists cannot say. */
export function listText(axis: Axis): string | undefined {
  const word = (value: unknown) =>
    typeof value === "string"
      ? typeof wordValue(value) === "string" && !value.includes(",")
        ? value
        : JSON.stringify(value)
      : JSON.stringify(value);
  const values = Array.isArray(axis)
    ? axis
    : isRecord(axis)
      ? axis["when"] === undefined && Array.isArray(axis["values"])
        ? axis["values"]
        : undefined
      : [axis];
  if (values === undefined) {
    return isRecord(axis) && !("int" in axis) && !("float" in axis) && !("log" in axis)
      ? JSON.stringify(axis)
      : undefined;
  }
  return values.every((value) => typeof value !== "object" || value === null) &&
    !values.some((value) => typeof value === "string" && value.includes(","))
    ? values.map(word).join(", ")
    : JSON.stringify(values);
}

/** A launched sweep's definition as a request: written prompts stay written, saved ones are named by version. */
export function fromDefinition(definition: Record<string, unknown>): Spec {
  const {
    prompts,
    schema: _schema,
    sweepId: _id,
    createdAt: _at,
    experimentId: _experiment,
    dataset,
    name,
    ...rest
  } = definition as Record<string, unknown> & {
    prompts?: { name: string; version: number; messages: Commands["Messages"] }[];
    dataset?: { name: string; version: number; limit?: number };
    name?: string;
  };
  const { name: dataName = "", version, limit } = dataset ?? {};
  return {
    ...(rest as Partial<Spec>),
    name: `${name ?? "sweep"} again`,
    prompts: (prompts ?? []).map((prompt) =>
      prompt.version > 0 ? `${prompt.name}@${prompt.version}` : { name: prompt.name, messages: prompt.messages },
    ),
    models: (rest["models"] as string[] | undefined) ?? [],
    dataset: {
      name: dataName,
      ...(version === undefined ? {} : { version }),
      ...(limit === undefined ? {} : { limit }),
    },
    scorers: (rest["scorers"] as Spec["scorers"] | undefined) ?? [],
  };
}

/** What is still missing before the server can plan; empty when nothing is. */
export function missing(spec: Spec): Step[] {
  return [
    ...(spec.prompts.length === 0 ? (["prompts"] as const) : []),
    ...(spec.models.length === 0 ? (["models"] as const) : []),
    ...(datasetOf(spec).name === "" ? (["dataset"] as const) : []),
    ...(spec.scorers.length === 0 ? (["scorers"] as const) : []),
  ];
}

const KEY = "promptlooper.draft";

/** The draft of this window: it survives a reload. */
export function storedDraft(): Spec | undefined {
  try {
    const stored = sessionStorage.getItem(KEY);
    return stored === null ? undefined : { ...EMPTY_SPEC, ...(JSON.parse(stored) as Spec) };
  } catch {
    return undefined;
  }
}

export function storeDraft(spec: Spec | undefined): void {
  try {
    if (spec === undefined) {
      sessionStorage.removeItem(KEY);
    } else {
      sessionStorage.setItem(KEY, JSON.stringify(spec));
    }
  } catch {
    // Storage is full or forbidden: the draft lives as long as the page.
  }
}
