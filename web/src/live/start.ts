import { Connector } from "./connector";
import { liveFeed } from "./hooks";

/** Opens the tab's connection. */
export function startLive(): void {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  new Connector(liveFeed, { socketUrl: `${scheme}://${location.host}/api/v1/live`, pollUrl: "/api/v1/poll" }).start();
}
