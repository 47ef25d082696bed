import { api, finishedSweep } from "./instance";

/** Every page, with a name for its screenshot. */
export async function routes(): Promise<{ name: string; path: string }[]> {
  const sweep = await finishedSweep();
  const { items: runs } = await api.get<{ items: { runId: string }[] }>(`/api/v1/sweeps/${sweep.sweepId}/runs?limit=1`);
  const { items: prompts } = await api.get<{ items: { name: string }[] }>("/api/v1/prompts?limit=1");
  const { items: datasets } = await api.get<{ items: { name: string }[] }>("/api/v1/datasets?limit=1");
  const { items: endpoints } = await api.get<{ items: { name: string }[] }>("/api/v1/endpoints");
  const at = `/sweeps/${sweep.sweepId}`;
  const some = (name: string, path: string, item: { name: string } | undefined) =>
    item ? [{ name, path: path + encodeURIComponent(item.name) }] : [];
  return [
    { name: "sweeps", path: "/sweeps" },
    { name: "new-sweep", path: "/sweeps/new" },
    { name: "sweep-live", path: `${at}/live` },
    { name: "sweep-leaderboard", path: `${at}/leaderboard` },
    { name: "sweep-optimum", path: `${at}/optimum` },
    { name: "sweep-matrix", path: `${at}/matrix` },
    { name: "sweep-runs", path: `${at}/runs` },
    ...(runs[0] ? [{ name: "sweep-run", path: `${at}/runs/${runs[0].runId}` }] : []),
    { name: "sweep-events", path: `${at}/events` },
    { name: "compare", path: `/compare?a=${sweep.sweepId}%2F0&b=${sweep.sweepId}%2F1` },
    { name: "prompts", path: "/prompts" },
    { name: "new-prompt", path: "/prompts/new" },
    ...some("prompt", "/prompts/", prompts[0]),
    { name: "datasets", path: "/datasets" },
    ...some("dataset", "/datasets/", datasets[0]),
    { name: "models", path: "/models" },
    ...some("model", "/models/", endpoints[0]),
    { name: "scorers", path: "/scorers" },
    { name: "status", path: "/status" },
    { name: "users", path: "/users" },
    { name: "audit", path: "/audit" },
    { name: "settings", path: "/settings" },
    { name: "account", path: "/settings/account" },
    { name: "keys", path: "/settings/keys?all=true" },
    { name: "not-found", path: "/no/such/page" },
  ];
}
