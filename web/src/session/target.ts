const HOME = "/sweeps";

/**
 * Where to go after signing in: a page of this dashboard, as path, search and fragment. Everything else (another host, another scheme,
 * something that a browser could read as one) leads to the sweeps, so that a link to the sign-in page cannot lead away from here.
 */
export function safeTarget(to: string | undefined, origin = location.origin): string {
  if (to === undefined || !to.startsWith("/")) {
    return HOME;
  }
  let url: URL;
  try {
    url = new URL(to, origin);
  } catch {
    return HOME;
  }
  const target = url.pathname + url.search + url.hash;
  if (url.origin !== origin || /^\/[/\\]/.test(target) || /^\/(login|welcome|api)?(\/|$)/.test(url.pathname)) {
    return HOME;
  }
  return target;
}
