import type { BrowserContext, Route } from "playwright-core";

/** Who the fake says one is. */
export const ADA = {
  user: "ada",
  role: "admin",
  scopes: ["read", "write", "run", "admin"],
  expiresAt: "2026-11-22T18:00:00Z",
  hasPassword: true,
};
export const VIVIAN = { user: "vivian", role: "viewer", scopes: ["read"], hasPassword: true };

export const KEYS = [
  {
    id: "k_7f3k2m9a",
    name: "nightly CI",
    owner: "ada",
    scopes: ["read", "run"],
    createdAt: "2026-10-01T06:00:00Z",
    expiresAt: "2099-01-01T00:00:00Z",
    lastUsedAt: "2026-11-22T02:10:00Z",
    dailySpendUsd: 20,
    spentTodayUsd: 3.25,
  },
  {
    id: "k_aaaaaaa2",
    name: "laptop",
    owner: "ada",
    scopes: ["read", "write", "run", "admin"],
    createdAt: "2026-11-01T06:00:00Z",
  },
  {
    id: "k_aaaaaaa3",
    name: "old one",
    owner: "ada",
    scopes: ["read"],
    createdAt: "2025-01-01T06:00:00Z",
    expiresAt: "2025-06-01T00:00:00Z",
  },
  {
    id: "k_aaaaaaa4",
    name: "of somebody else",
    owner: "grace",
    scopes: ["read"],
    createdAt: "2026-11-02T06:00:00Z",
    revokedAt: "2026-11-03T06:00:00Z",
  },
];

export const USERS = [
  {
    name: "ada",
    role: "admin",
    active: true,
    createdAt: "2026-01-01T06:00:00Z",
    lastSeenAt: "2026-11-22T17:00:00Z",
    hasPassword: true,
  },
  { name: "grace", role: "editor", active: true, createdAt: "2026-02-01T06:00:00Z", hasPassword: false },
  {
    name: "vivian",
    role: "viewer",
    active: false,
    createdAt: "2026-03-01T06:00:00Z",
    lastSeenAt: "2026-10-01T06:00:00Z",
    hasPassword: true,
  },
];

/** Attempts with their outcomes, the newest first; the outcome of the newest has not been written. */
function deed(number: number, status: number | undefined, what: object) {
  const attempt = {
    seq: 2 * number,
    at: "2026-11-22T17:00:00Z",
    phase: "attempt",
    actor: number % 2 === 0 ? "ada" : "grace/key:k_7f3k2m9a",
    client: "promptlooper/0.1 (linux)",
    hash: number.toString(16).padStart(64, "0"),
    ...what,
  };
  return status === undefined
    ? [attempt]
    : [{ ...attempt, seq: 2 * number + 1, phase: "outcome", attempt: 2 * number, status }, attempt];
}
export const AUDIT = [
  ...deed(4, undefined, { method: "POST", path: "/api/v1/sweeps", detail: { name: "answer-style" } }),
  ...deed(3, 201, { method: "POST", path: "/api/v1/prompts", detail: { name: "terse", version: 3 } }),
  ...deed(2, 403, { method: "PATCH", path: "/api/v1/users/ada", detail: { role: "viewer" } }),
  ...deed(1, 500, { method: "DELETE", path: "/api/v1/prompts/terse/labels/production" }),
];

type Answer = { status: number; json?: unknown; headers?: Record<string, string> };

/** How many requests of each kind came, by `METHOD /path`. */
export type Seen = Map<string, number>;

/**
 * Answers the requests of sessions, users, keys and the audit log in the browser's stead, for states that a real instance is hard to
 * bring into. Everything else goes to the instance unless `alone` is set, which answers it with empty lists.
 */
export async function fakeAccess(
  context: BrowserContext,
  answers: Record<string, (body: Record<string, unknown>, url: URL) => Answer | undefined>,
  { alone = true } = {},
): Promise<Seen> {
  const seen: Seen = new Map();
  if (alone) {
    await context.route("**/api/v1/**", (route) => route.fulfill({ json: { items: [], total: 0, frames: [] } }));
    await context.routeWebSocket(/\/api\/v1\/live/, (socket) => {
      socket.send(JSON.stringify({ t: "welcome", v: 1, hb: 20_000 }));
    });
  }
  await context.route(/\/api\/v1\/(auth|users|keys|audit)(\/|\?|$)/, (route: Route) => {
    const request = route.request();
    const url = new URL(request.url());
    const name = `${request.method()} ${url.pathname.slice("/api/v1/".length)}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    const answer = (answers[name] ?? DEFAULTS[name])?.((request.postDataJSON() ?? {}) as Record<string, unknown>, url);
    if (!answer) {
      return undefined;
    }
    const { status, json, headers } = answer;
    return route.fulfill({
      status,
      headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers },
      body: json === undefined ? "" : JSON.stringify(json),
    });
  });
  return seen;
}

const DEFAULTS: Record<string, () => Answer> = {
  "GET auth/session": () => ({ status: 200, json: ADA }),
  "POST auth/refresh": () => ({ status: 401, json: { title: "Unauthorized", status: 401, detail: "no session" } }),
  "POST auth/tickets": () => ({ status: 201, json: { ticket: "t", expiresAt: "2099-01-01T00:00:00Z" } }),
  "POST auth/logout": () => ({ status: 204 }),
  "GET keys": () => ({ status: 200, json: { keys: KEYS } }),
  "GET users": () => ({ status: 200, json: { users: USERS } }),
  "GET audit": () => ({ status: 200, json: { records: AUDIT, intact: true } }),
};

export const refused = (detail: string, status = 401, more: object = {}): Answer => ({
  status,
  json: { type: "about:blank", title: "Refused", status, detail, ...more },
});
/** Nobody is signed in, and there is nothing to renew. */
export const NOBODY = { "GET auth/session": () => refused("no credential") };
