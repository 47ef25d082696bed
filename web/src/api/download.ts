import { session, sessionStore } from "@/session";

/**
 * Has the browser save what the server answers to a path of this instance. The browser itself asks for it, with the session's cookies:
 * a session that ran out is renewed before, because a download cannot be sent again.
 */
export async function download(path: string): Promise<void> {
  await session.check();
  const { status } = sessionStore.getState();
  if (status !== "in" && status !== "unknown") {
    return;
  }
  const link = document.createElement("a");
  link.href = path;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}
