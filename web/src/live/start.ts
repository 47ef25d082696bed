import { access, authorisedFetch, unwrap } from "@/api";
import { type SessionState, session, sessionStore } from "@/session";
import { Connector } from "./connector";
import { liveFeed } from "./hooks";

/** Opens the tab's connection, and closes it while there is no session. */
export function startLive(): void {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const connector = new Connector(liveFeed, {
    socketUrl: `${scheme}://${location.host}/api/v1/live`,
    pollUrl: "/api/v1/poll",
    ticket: async () => (await unwrap(access.POST("/api/v1/auth/tickets"))).ticket,
    request: (url, init) => authorisedFetch(new Request(url, init)),
    refused: () => void session.check(),
  });
  const follow = ({ status }: SessionState) =>
    status === "in" || status === "unknown" ? connector.start() : connector.stop("nobody is signed in");
  sessionStore.subscribe(follow);
  follow(sessionStore.getState());
}
