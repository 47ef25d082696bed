import type { SessionKeeper } from "./keeper";
import { sessionStore } from "./store";

type Send = (request: Request) => Promise<Response>;

/**
 * Sends with the session's cookies. A 401 is refused before anything was done: the session is renewed once and the request sent again.
 * When that does not help, the 401 is the answer, and {@link sessionStore} says that the session has expired.
 */
export function authorised(keeper: Pick<SessionKeeper, "renew" | "check">, send: Send): Send {
  return async (original) => {
    const request = asJson(original);
    const response = await send(request.clone());
    if (response.status === 403 || (response.ok && sessionStore.getState().status === "unknown")) {
      // The role may have changed, or the server has come back.
      void keeper.check();
    }
    if (response.status !== 401 || !(await keeper.renew())) {
      return response;
    }
    return send(request);
  };
}

/** Writes without a body say JSON too: it is what the server takes from a cookie session, and what no foreign form can send. */
function asJson(request: Request): Request {
  if (request.method === "GET" || request.headers.has("Content-Type")) {
    return request;
  }
  const headers = new Headers(request.headers);
  headers.set("Content-Type", "application/json");
  return new Request(request, { headers });
}
