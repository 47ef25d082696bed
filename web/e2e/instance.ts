/** The instance under test. */
export const BASE = process.env["PROMPTLOOPER_URL"] ?? "http://127.0.0.1:8400";

/** With it the suite makes what it looks at, and its people. `promptlooper` keeps one in the data directory of a local instance. */
const KEY = process.env["PROMPTLOOPER_API_KEY"];

async function call<T>(method: string, path: string, body?: unknown, type = "application/json"): Promise<T> {
  const response = await fetch(BASE + path, {
    method,
    headers: {
      ...(KEY ? { Authorization: `Bearer ${KEY}` } : {}),
      ...(body === undefined ? {} : { "Content-Type": type }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as T;
}

export const api = {
  get: <T>(path: string) => call<T>("GET", path),
  patch: <T>(path: string, body: unknown) => call<T>("PATCH", path, body),
  post: <T>(path: string, body: unknown, type?: string) => call<T>("POST", path, body, type),
};

export interface SweepItem {
  sweepId: string;
  name: string;
  status: string;
  finished: boolean;
  leaderboard: { candidates: number };
}

/** The sweep of that name. */
export async function sweepNamed(name: string): Promise<SweepItem> {
  const { items } = await api.get<{ items: SweepItem[] }>(`/api/v1/sweeps?q=${name}`);
  const found = items.find((sweep) => sweep.name === name);
  if (!found) {
    throw new Error(`the instance has no sweep ${name}`);
  }
  return found;
}

/** The newest sweep that is done and has something to compare; the instance is started with one. */
export async function finishedSweep(): Promise<SweepItem> {
  const { items } = await api.get<{ items: SweepItem[] }>("/api/v1/sweeps?limit=50");
  const found = items.find(
    (sweep) => sweep.finished && sweep.status === "COMPLETED" && sweep.leaderboard.candidates > 1,
  );
  if (!found) {
    throw new Error("the instance has no completed sweep");
  }
  return found;
}
