import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { components } from "@/api/access";

type Access = components["schemas"];
/** Who has the session, and what that allows. */
export type Who = Access["Session"];
export type Scope = Access["Scope"];

/**
 * `opening`: the first look is under way. `unknown`: the server did not say. `in`: there is a session. `expired`: there was one, and
 * the page is still on the screen. `out`: there is none.
 */
export type SessionState =
  | { readonly status: "opening" | "unknown" | "out"; readonly who?: undefined }
  | { readonly status: "in" | "expired"; readonly who: Who };

/** The tab's one session. The cookies themselves are out of reach of scripts; this is what the server said about them. */
export const sessionStore = createStore<SessionState>(() => ({ status: "opening" }));

export function useSession(): SessionState {
  return useStore(sessionStore);
}

const WHAT: Record<Scope, string> = {
  read: "Reading",
  write: "Changing prompts and datasets",
  run: "Launching and steering sweeps",
  admin: "Administration",
};
const WHOSE: Record<Scope, string> = { read: "any role", write: "editor", run: "editor", admin: "admin" };

/** Why the session does not allow something; undefined when it does. The server decides in any case. */
export function reasonAgainst({ who }: SessionState, scope: Scope): string | undefined {
  if (who === undefined) {
    return "It is not known yet who you are.";
  }
  if (who.scopes.includes(scope)) {
    return undefined;
  }
  return `${WHAT[scope]} takes the role ${WHOSE[scope]}; you are ${who.role ?? `restricted to ${who.scopes.join(", ")}`}.`;
}

/** {@link reasonAgainst} for the session of this tab. Nothing stands against what needs no scope. */
export function useReason(scope: Scope | undefined): string | undefined {
  return useStore(sessionStore, (state) => (scope === undefined ? undefined : reasonAgainst(state, scope)));
}
