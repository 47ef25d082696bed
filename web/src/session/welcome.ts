let token: string | undefined;

/**
 * Takes the one-time token out of the address (`/welcome#token=…`) before anything else runs, so that it stays neither on the screen
 * nor in the history. Fragments are never sent to a server.
 */
export function takeToken(): void {
  if (location.pathname !== "/welcome" || location.hash === "") {
    return;
  }
  token = new URLSearchParams(location.hash.slice(1)).get("token") ?? undefined;
  history.replaceState(history.state, "", "/welcome");
}

/** The token of the link that led here, until {@link forgetToken}. */
export function takenToken(): string | undefined {
  return token;
}

/** It was sent: it works no more. */
export function forgetToken(): void {
  token = undefined;
}
