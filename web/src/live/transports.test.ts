// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connector } from "./connector";
import { LiveFeed } from "./feed";
import { PollTransport } from "./poll";
import { SocketTransport } from "./socket";
import { connectionStore } from "./stores";

class FakeSocket {
  static readonly all: FakeSocket[] = [];
  static readonly OPEN = 1;
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }

  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.readyState = 3;
  }
  accept() {
    this.readyState = 1;
    this.onopen?.();
    this.say({ t: "welcome", v: 1, hb: 20_000 });
  }
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  break(code: number) {
    this.onclose?.({ code, reason: "" });
  }
}

const events = () => ({ opened: vi.fn(), heartbeat: vi.fn(), ended: vi.fn() });
const snap = (seq: number) => ({ t: "snap", ch: "sweeps", epoch: "e", seq, part: 1, of: 1, set: [] });

let feed: LiveFeed;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.all.length = 0;
  feed = new LiveFeed((run) => run());
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the socket", () => {
  it("says hello, subscribes from where the feed is, and acknowledges what is applied once a second", () => {
    const told = events();
    const transport = new SocketTransport("ws://x/", "t1", feed, told);
    const socket = FakeSocket.all[0] as FakeSocket;
    expect(socket.protocols).toEqual(["promptlooper.v1", "ticket.t1"]);
    feed.use("sweeps");
    socket.accept();
    expect(told.opened).toHaveBeenCalled();
    expect(socket.sent).toEqual([
      { t: "hello", v: 1, app: "web" },
      { t: "sub", id: 1, ch: "sweeps" },
    ]);
    socket.say(snap(7));
    vi.advanceTimersByTime(2_500);
    expect(socket.sent.slice(2)).toEqual([{ t: "ack", a: [["sweeps", 7]] }]);
    feed.use("system");
    transport.subscriptionsChanged(new Set(["sweeps"]));
    expect(socket.sent.slice(3)).toEqual([
      { t: "sub", id: 2, ch: "sweeps", since: { epoch: "e", seq: 7 } },
      { t: "sub", id: 3, ch: "system" },
    ]);
  });

  it("counts as dead after 50 seconds of silence, and after 3 without an opening", () => {
    const told = events();
    new SocketTransport("ws://x/", "t1", feed, told);
    (FakeSocket.all[0] as FakeSocket).accept();
    vi.advanceTimersByTime(49_000);
    (FakeSocket.all[0] as FakeSocket).say({ t: "hb", now: 1, lagMs: 5 });
    vi.advanceTimersByTime(49_000);
    expect(told.ended).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(told.ended).toHaveBeenCalledWith(expect.objectContaining({ code: 4408, opened: true }));
    const never = events();
    new SocketTransport("ws://x/", "t1", feed, never);
    vi.advanceTimersByTime(3_100);
    expect(never.ended).toHaveBeenCalledWith(expect.objectContaining({ opened: false }));
  });

  it("counts as dead as soon as the machine wakes from a long sleep, in which timers stood still", () => {
    const told = events();
    new SocketTransport("ws://x/", "t1", feed, told);
    (FakeSocket.all[0] as FakeSocket).accept();
    vi.advanceTimersByTime(2_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(told.ended).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(told.ended).toHaveBeenCalledWith(expect.objectContaining({ code: 4408, opened: true }));
  });

  it("survives damage", () => {
    const told = events();
    new SocketTransport("ws://x/", "t1", feed, told);
    const socket = FakeSocket.all[0] as FakeSocket;
    socket.accept();
    socket.onmessage?.({ data: "{" });
    socket.say({ t: "unheard-of" });
    expect(told.ended).not.toHaveBeenCalled();
  });
});

describe("polling", () => {
  it("has one request under way and waits longer while nothing changes", async () => {
    feed.use("sweeps");
    let open = 0;
    let most = 0;
    const bodies: { subs: object[] }[] = [];
    const request = vi.fn(async (_url: string, init: RequestInit) => {
      open += 1;
      most = Math.max(most, open);
      bodies.push(JSON.parse(String(init.body)) as { subs: object[] });
      await new Promise((resolve) => setTimeout(resolve, 200));
      open -= 1;
      return new Response(JSON.stringify({ frames: bodies.length === 1 ? [snap(3)] : [], pollAfterMs: 500 }));
    });
    const pauses: number[] = [];
    const transport = new PollTransport(
      "/p",
      feed,
      { answered: (pause) => pauses.push(pause), failed: vi.fn() },
      request,
    );
    await vi.advanceTimersByTimeAsync(60_000);
    transport.close();
    expect(most).toBe(1);
    expect(bodies[0]?.subs).toEqual([{ ch: "sweeps" }]);
    expect(bodies[1]?.subs).toEqual([{ ch: "sweeps", since: { epoch: "e", seq: 3 } }]);
    expect(pauses[0]).toBe(1_000);
    expect(pauses.at(-1)).toBeGreaterThan(10_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
  });

  it("comes back after failures", async () => {
    feed.use("sweeps");
    const failed = vi.fn();
    const request = vi.fn(async () =>
      request.mock.calls.length < 3 ? new Response("", { status: 503 }) : new Response('{"frames":[]}'),
    );
    const answered = vi.fn();
    const transport = new PollTransport("/p", feed, { answered, failed }, request);
    await vi.advanceTimersByTimeAsync(10_000);
    transport.close();
    expect(failed).toHaveBeenCalledTimes(2);
    expect(answered).toHaveBeenCalled();
  });
});

describe("the connector", () => {
  const refused = vi.fn();
  const ticket = vi.fn<() => Promise<string>>();
  const start = async () => {
    let number = 0;
    ticket.mockReset().mockImplementation(async () => `t${++number}`);
    const request = async () => new Response('{"frames":[],"pollAfterMs":1000}');
    const connector = new Connector(feed, {
      socketUrl: "ws://x/",
      pollUrl: "/p",
      random: () => 0.5,
      ticket,
      request,
      refused,
    });
    connector.start();
    await vi.advanceTimersByTimeAsync(0);
    return connector;
  };
  const transport = () => connectionStore.getState().transport;

  it("polls at once when no socket opens, and takes the socket back when one does", async () => {
    const connector = await start();
    FakeSocket.all[0]?.break(1006);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(transport()).toBe("polling");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.all[1]?.accept();
    expect(transport()).toBe("socket");
    connector.stop("over");
  });

  it("opens a broken socket again, and polls after three breaks in a minute", async () => {
    const connector = await start();
    for (let round = 0; round < 3; round += 1) {
      const socket = FakeSocket.all.at(-1);
      socket?.accept();
      expect(transport()).toBe("socket");
      socket?.break(1006);
      await vi.advanceTimersByTimeAsync(1_500);
    }
    expect(transport()).toBe("polling");
    connector.stop("over");
  });

  it.each([4400, 4403, 4413])("does not come back with a socket after code %d", async (code) => {
    const connector = await start();
    FakeSocket.all[0]?.accept();
    FakeSocket.all[0]?.break(code);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(FakeSocket.all).toHaveLength(1);
    connector.stop("over");
  });

  it("has a fresh ticket for every socket, in the sub-protocol and not in the address", async () => {
    const connector = await start();
    FakeSocket.all[0]?.accept();
    FakeSocket.all[0]?.break(1006);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.all.map(({ url, protocols }) => [url, ...protocols])).toEqual([
      ["ws://x/", "promptlooper.v1", "ticket.t1"],
      ["ws://x/", "promptlooper.v1", "ticket.t2"],
    ]);
    connector.stop("over");
  });

  it("looks at the session and comes back with a new ticket after code 4401", async () => {
    const connector = await start();
    FakeSocket.all[0]?.accept();
    FakeSocket.all[0]?.break(4401);
    expect(refused).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.all[1]?.protocols).toContain("ticket.t2");
    connector.stop("over");
  });

  it("polls while no ticket is to be had", async () => {
    const connector = await start();
    ticket.mockRejectedValue(new Error("no ticket"));
    FakeSocket.all[0]?.accept();
    FakeSocket.all[0]?.break(1006);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(FakeSocket.all).toHaveLength(1);
    expect(connectionStore.getState()).toMatchObject({ transport: "polling", reason: "no ticket" });
    connector.stop("over");
  });

  it("stands still between stop and start, also when a ticket arrives late", async () => {
    const connector = await start();
    FakeSocket.all[0]?.accept();
    connector.stop("nobody is signed in");
    expect(connectionStore.getState()).toMatchObject({ transport: "offline", reason: "nobody is signed in" });
    let give: (ticket: string) => void = () => {};
    ticket.mockImplementation(() => new Promise((resolve) => (give = resolve)));
    connector.start();
    connector.stop("nobody is signed in");
    give("late");
    await vi.advanceTimersByTimeAsync(70_000);
    expect(FakeSocket.all).toHaveLength(1);
    ticket.mockImplementation(async () => "again");
    connector.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(FakeSocket.all[1]?.protocols).toContain("ticket.again");
    connector.stop("over");
  });
});
