import { randomBytes } from "node:crypto";
import { type BrowserContext, request } from "playwright-core";
import { inject } from "vitest";
import { api, BASE } from "./instance";

/** Who uses the dashboard in the suite, by role. */
export type Person = "admin" | "viewer";
export type People = Record<Person, { name: string; password: string }>;
type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;

declare module "vitest" {
  interface ProvidedContext {
    people: People;
  }
}

/** Sessions are renewed after ten minutes, which only the window may do that has them: younger ones are handed out. */
const YOUNG_MILLIS = 4 * 60_000;
const sessions = new Map<Person, { since: number; state: Promise<StorageState> }>();

async function signedIn(path: string, data: object, then?: object): Promise<StorageState> {
  const http = await request.newContext({ baseURL: BASE, extraHTTPHeaders: { Origin: BASE } });
  try {
    const opened = await http.post(path, { data });
    if (!opened.ok()) {
      throw new Error(`${path}: ${opened.status()} ${await opened.text()}`);
    }
    const set = then ? await http.put("/api/v1/auth/password", { data: then }) : undefined;
    if (set && !set.ok()) {
      throw new Error(`the password: ${set.status()} ${await set.text()}`);
    }
    return await http.storageState();
  } finally {
    await http.dispose();
  }
}

/** Makes people for this run: by API key, one-time link and password, as an admin does. */
export async function makePeople(): Promise<People> {
  const run = randomBytes(3).toString("hex");
  const person = async (role: Person) => {
    const name = `e2e-${role}-${run}`;
    const password = randomBytes(12).toString("hex");
    const { link } = await api.post<{ link: { token: string } }>("/api/v1/users", { name, role });
    await signedIn("/api/v1/auth/redeem", { token: link.token }, { password });
    return { name, password };
  };
  return { admin: await person("admin"), viewer: await person("viewer") };
}

/** Cookies of a fresh session, to begin a window with. */
export function sessionOf(person: Person): Promise<StorageState> {
  const known = sessions.get(person);
  if (known && Date.now() - known.since < YOUNG_MILLIS) {
    return known.state;
  }
  const state = signedIn("/api/v1/auth/login", inject("people")[person]);
  sessions.set(person, { since: Date.now(), state });
  return state;
}
