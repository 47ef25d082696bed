import { connect, createServer, type Socket } from "node:net";
import { BASE } from "./instance";

/** What stands between a browser and the instance, and does to connections what proxies do. */
export interface Between {
  readonly url: string;
  /** `open` passes everything, `refuse` cuts whatever asks for an upgrade, `hold` passes the question and keeps the answer. */
  upgrades: "open" | "refuse" | "hold";
  /** Epoch milliseconds of the first request for an upgrade. */
  askedAt: number | undefined;
  /** Cuts the upgraded connections that stand. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts one on a free port of this machine. It reads the head of a connection's first request and copies bytes from then on. */
export async function startProxy(): Promise<Between> {
  const target = new URL(BASE);
  const all = new Set<Socket>();
  const upgraded = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      all.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        all.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let held = false;
    client.on("data", (bytes) => {
      if (/^GET [^\r\n]*\r\n(.*\r\n)*upgrade: websocket/i.test(bytes.toString("latin1"))) {
        proxy.askedAt ??= Date.now();
        if (proxy.upgrades === "refuse") {
          client.destroy();
          return;
        }
        held = proxy.upgrades === "hold";
        upgraded.add(client);
        client.on("close", () => upgraded.delete(client));
      }
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => !held && client.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const proxy: Between = {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    upgrades: "open",
    askedAt: undefined,
    cut: () => {
      for (const socket of upgraded) {
        socket.destroy();
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of all) {
          socket.destroy();
        }
      }),
  };
  return proxy;
}
