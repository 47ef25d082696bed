import type { TestProject } from "vitest/node";
import { api, BASE, type SweepItem } from "./instance";
import { makePeople } from "./people";

const WAIT_MILLIS = 90_000;

async function until<T>(what: string, attempt: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + WAIT_MILLIS;
  for (;;) {
    const found = await attempt().catch(() => undefined);
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(
        `${what} within ${WAIT_MILLIS / 1000} s at ${BASE}; start an instance (promptlooper demo) and set PROMPTLOOPER_URL`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

/** Waits for the instance and gives it what the suite looks at: a prompt in two versions, a dataset and a sweep that is done. */
export default async function prepare({ provide }: TestProject): Promise<void> {
  if (process.env["PROMPTLOOPER_API_KEY"] === undefined) {
    throw new Error(
      "set PROMPTLOOPER_API_KEY to a key with the scope admin; a local instance has one in its data directory",
    );
  }
  await until("no instance answered", () => api.get<object>("/api/v1/status"));
  provide("people", await makePeople());
  const terse = (system: string) => ({
    name: "e2e-terse",
    description: "for the browser suite",
    messages: [
      { role: "system", content: system },
      { role: "user", content: "{{question}}" },
    ],
  });
  await api.post("/api/v1/prompts", { ...terse("Answer."), labels: [] });
  await api.post("/api/v1/prompts", { ...terse("Answer with the final number only."), labels: ["production"] });
  const cases = Array.from({ length: 24 }, (_, index) =>
    JSON.stringify({ id: `c${index}`, question: `What is ${index} + 13?`, answer: String(index + 13) }),
  ).join("\n");
  await api.post("/api/v1/datasets?name=e2e-sums&format=jsonl&expected=answer", cases, "application/x-ndjson");
  const { items: endpoints } = await api.get<{ items: { name: string }[] }>("/api/v1/endpoints");
  const endpoint = endpoints[0];
  if (!endpoint) {
    throw new Error("the instance has no endpoint");
  }
  const common = {
    dataset: "e2e-sums",
    scorers: [{ type: "numeric-match" }, { type: "word-count", max: 12, weight: 0.1 }],
  };
  await done("e2e-finished", {
    ...common,
    prompts: ["e2e-terse@1", "e2e-terse@2"],
    models: [`${endpoint.name}/small`, `${endpoint.name}/large`],
    params: { temperature: [0, 0.7, 1.4], max_tokens: 64 },
    objective: { maximize: "numeric-match" },
    budget: { usd: 5 },
  });
  // Two candidates that answer differently, and every case three times: for what is folded and compared.
  await done("e2e-repeats", {
    ...common,
    prompts: ["e2e-terse@1"],
    models: [`${endpoint.name}/small`, `${endpoint.name}/large`],
    params: { temperature: 1.2, max_tokens: 64 },
    repeats: 3,
    objective: { maximize: "numeric-match" },
    budget: { usd: 5 },
  });
}

/** Launches the sweep unless it is there, and waits for its end. */
async function done(name: string, sweep: object): Promise<void> {
  const read = async () => {
    const { items } = await api.get<{ items: SweepItem[] }>(`/api/v1/sweeps?q=${name}`);
    return items.find((one) => one.name === name);
  };
  if ((await read()) === undefined) {
    await api.post("/api/v1/sweeps", { name, ...sweep });
  }
  await until(`the sweep ${name} was not done`, async () => ((await read())?.finished ? true : undefined));
}
