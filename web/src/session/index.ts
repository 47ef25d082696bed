import { ask } from "./ask";
import { SessionKeeper } from "./keeper";
import { inTurn } from "./turns";
import { takeToken } from "./welcome";

export { authorised } from "./authorised";
export { reasonAgainst, type Scope, type SessionState, sessionStore, useReason, useSession, type Who } from "./store";
export { safeTarget } from "./target";
export { forgetToken, takenToken, takeToken } from "./welcome";

/** The tab's one session. */
export const session = new SessionKeeper({
  ask,
  inTurn,
  channel: new BroadcastChannel("promptlooper.session"),
  leave: (to) => location.assign(to),
  here: () => location.pathname + location.search + location.hash,
  now: Date.now,
});

const GLANCE_MILLIS = 5_000;

/** Opens the session of this tab and follows it. Called once, before anything is asked of the server. */
export function startSession(): void {
  takeToken();
  void session.open();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && session.cameBack());
  setInterval(() => document.visibilityState === "visible" && void session.glance(), GLANCE_MILLIS);
}
