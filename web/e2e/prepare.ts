import { BASE } from "./instance";

/** Waits for the instance, so that a suite which cannot run says so once. */
export default async function prepare(): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      const response = await fetch(`${BASE}/api/v1/status`);
      if (response.ok) {
        return;
      }
    } catch {
      // It is not up yet.
    }
    if (Date.now() > end) {
      throw new Error(`no instance answers at ${BASE}; start one (promptlooper demo) and set PROMPTLOOPER_URL`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
