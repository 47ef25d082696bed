import { ask } from "./ask";
import { SessionKeeper } from "./keeper";
import { inTurn } from "./turns";

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
});
