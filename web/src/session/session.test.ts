// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api/problem";
import type { Ask } from "./ask";
import { authorised } from "./authorised";
import { SessionKeeper } from "./keeper";
import { reasonAgainst, sessionStore, type Who } from "./store";
import { byLease, type InTurn } from "./turns";

const ada: Who = { user: "ada", role: "editor", scopes: ["read", "write", "run"], hasPassword: true };
const refused = () => new ApiError(401, {});

/** The server's half: cookies that all tabs share. A refresh token that is used twice ends the session. */
class Server {
  fresh = true;
  alive = true;
  who: Who = ada;
  refreshes = 0;
  readonly bodies: string[] = [];
  private refreshing = false;

  readonly ask: Ask = async <T>(method: string, path: string) => {
    await Promise.resolve();
    switch (`${method} ${path}`) {
      case "GET /api/v1/auth/session":
        if (!this.alive || !this.fresh) {
          throw refused();
        }
        return this.who as T;
      case "POST /api/v1/auth/refresh": {
        this.refreshes += 1;
        if (this.refreshing || !this.alive) {
          this.alive = false;
          throw refused();
        }
        this.refreshing = true;
        await new Promise((resolve) => setTimeout(resolve, 20));
        this.refreshing = false;
        this.fresh = true;
        return this.who as T;
      }
      case "POST /api/v1/auth/login":
        this.alive = true;
        this.fresh = true;
        return this.who as T;
      default:
        return undefined as T;
    }
  };

  readonly send = vi.fn(async (request: Request) => {
    this.bodies.push(await request.text());
    return new Response("{}", { status: this.alive && this.fresh ? 200 : 401 });
  });
}

/** The browser's locks. */
function locks(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(_name: string, run: () => Promise<T>) => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
}

class Air {
  private readonly tabs: { onmessage: ((event: MessageEvent) => void) | null }[] = [];

  tab() {
    const tab = {
      onmessage: null as ((event: MessageEvent) => void) | null,
      postMessage: (data: unknown) => {
        for (const other of this.tabs) {
          if (other !== tab) {
            other.onmessage?.({ data } as MessageEvent);
          }
        }
      },
    };
    this.tabs.push(tab);
    return tab;
  }
}

let server: Server;
let air: Air;
let clock = 1_000_000;
const leave = vi.fn();

function tab(inTurn: InTurn): SessionKeeper {
  return new SessionKeeper({
    ask: server.ask,
    inTurn,
    channel: air.tab(),
    leave,
    here: () => "/sweeps/7?sort=lcb",
    now: () => clock,
  });
}

const write = () =>
  new Request("http://h/api/v1/prompts", {
    method: "POST",
    body: '{"name":"x"}',
    headers: { "Content-Type": "application/json" },
  });

beforeEach(() => {
  server = new Server();
  air = new Air();
  leave.mockReset();
  sessionStore.setState({ status: "opening" }, true);
});

describe("the session", () => {
  it("is found from an earlier visit, renewed when it has to be", async () => {
    server.fresh = false;
    await tab(locks()).open();
    expect(sessionStore.getState()).toEqual({ status: "in", who: ada });
    expect(server.refreshes).toBe(1);
  });

  it("is nobody's where there is none, and unknown where the server does not say", async () => {
    server.alive = false;
    await tab(locks()).open();
    expect(sessionStore.getState().status).toBe("out");
    sessionStore.setState({ status: "opening" }, true);
    const broken = new SessionKeeper({
      ask: async () => {
        throw new ApiError(500, {});
      },
      inTurn: locks(),
      channel: air.tab(),
      leave,
      here: () => "/",
      now: () => clock,
    });
    await broken.open();
    expect(sessionStore.getState().status).toBe("unknown");
  });

  it("is renewed once for all requests of a tab, which then succeed with their bodies", async () => {
    const keeper = tab(locks());
    await keeper.open();
    server.fresh = false;
    const send = authorised(keeper, server.send);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(write())));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(server.refreshes).toBe(1);
    expect(server.bodies).toEqual(Array(16).fill('{"name":"x"}'));
  });

  it.each([
    ["locks", locks],
    ["leases", () => byLease],
  ])("is renewed once over all tabs by %s", async (_how, turns) => {
    const inTurn = turns();
    const tabs = Array.from({ length: 4 }, () => tab(inTurn));
    await Promise.all(tabs.map((one) => one.open()));
    server.fresh = false;
    const renewed = await Promise.all(tabs.map((one) => one.renew()));
    expect(renewed).toEqual([true, true, true, true]);
    expect(server.refreshes).toBe(1);
    expect(server.alive).toBe(true);
  });

  it("has expired when renewing does not help, and asks nothing more until somebody signs in", async () => {
    const keeper = tab(locks());
    await keeper.open();
    server.alive = false;
    const send = authorised(keeper, server.send);
    expect((await send(write())).status).toBe(401);
    expect(sessionStore.getState()).toEqual({ status: "expired", who: ada });
    expect((await send(write())).status).toBe(401);
    expect(server.refreshes).toBe(1);
    await keeper.signIn("ada", "a password");
    expect(sessionStore.getState().status).toBe("in");
    expect((await send(write())).status).toBe(200);
    expect(leave).not.toHaveBeenCalled();
  });

  it("does not end because the server is away", async () => {
    const keeper = tab(locks());
    await keeper.open();
    const away = authorised(
      { check: keeper.check, renew: () => Promise.reject(new ApiError(0, {})) },
      async () => new Response("", { status: 401 }),
    );
    await expect(away(write())).rejects.toThrow(ApiError);
    expect(sessionStore.getState().status).toBe("in");
  });

  it("tells writes without a body to be JSON, and leaves the rest alone", async () => {
    const keeper = tab(locks());
    await keeper.open();
    const send = authorised(keeper, server.send);
    await send(new Request("http://h/api/v1/keys/k_1", { method: "DELETE" }));
    await send(new Request("http://h/api/v1/keys"));
    expect(server.send.mock.calls.map(([request]) => request.headers.get("Content-Type"))).toEqual([
      "application/json",
      null,
    ]);
  });

  it("is looked at anew after a refusal, because the role may have changed", async () => {
    const keeper = tab(locks());
    await keeper.open();
    server.who = { ...ada, role: "viewer", scopes: ["read"] };
    await authorised(keeper, async () => new Response("", { status: 403 }))(write());
    await vi.waitFor(() => expect(sessionStore.getState().who?.role).toBe("viewer"));
    expect(reasonAgainst(sessionStore.getState(), "run")).toContain("takes the role editor; you are viewer");
    expect(reasonAgainst(sessionStore.getState(), "read")).toBeUndefined();
  });
});

describe("a window that comes back into view", () => {
  it("looks again who it is, unless it did just before", async () => {
    const keeper = tab(locks());
    await keeper.open();
    server.who = { ...ada, role: "admin", scopes: ["read", "write", "run", "admin"] };
    keeper.cameBack();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sessionStore.getState().who?.role).toBe("editor");
    clock += 31_000;
    keeper.cameBack();
    await vi.waitFor(() => expect(sessionStore.getState().who?.role).toBe("admin"));
  });
});

describe("a window that is left open", () => {
  it("learns within a glance that its user was promoted", async () => {
    const keeper = tab(locks());
    await keeper.open();
    server.who = { ...ada, role: "admin", scopes: ["read", "write", "run", "admin"] };
    await keeper.glance();
    expect(sessionStore.getState().who?.role).toBe("admin");
  });

  it("does not renew its session by glancing, and asks nothing where everything is allowed", async () => {
    const keeper = tab(locks());
    await keeper.open();
    server.fresh = false;
    await keeper.glance();
    expect(server.refreshes).toBe(0);
    expect(sessionStore.getState()).toEqual({ status: "in", who: ada });
    sessionStore.setState({ status: "in", who: { ...ada, scopes: ["read", "write", "run", "admin"] } }, true);
    server.who = { ...ada, role: "viewer", scopes: ["read"] };
    server.fresh = true;
    await keeper.glance();
    expect(sessionStore.getState().who?.scopes).toContain("admin");
  });
});

describe("several tabs", () => {
  it("are all signed out by one", async () => {
    const [one] = [tab(locks()), tab(locks())];
    await one.open();
    await one.signOut();
    expect(leave.mock.calls.map(([to]) => to)).toContain("/login");
    sessionStore.setState({ status: "in", who: ada }, true);
    leave.mockReset();
    await one.signOut();
    expect(leave.mock.calls).toContainEqual(["/login?to=%2Fsweeps%2F7%3Fsort%3Dlcb"]);
  });

  it("come back when one signs in, and start over when that is somebody else", async () => {
    const [one, other] = [tab(locks()), tab(locks())];
    sessionStore.setState({ status: "expired", who: ada }, true);
    await one.signIn("ada", "a password");
    await vi.waitFor(() => expect(sessionStore.getState().status).toBe("in"));
    expect(leave).not.toHaveBeenCalled();
    await other.check();
    server.who = { ...ada, user: "grace" };
    await other.check();
    expect(leave).toHaveBeenCalledWith("/sweeps/7?sort=lcb");
  });
});
