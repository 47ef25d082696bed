/** Runs something while no other tab of this browser runs what has the same name. */
export type InTurn = <T>(name: string, run: () => Promise<T>) => Promise<T>;

const LEASE_MILLIS = 20_000;
const LOOK_MILLIS = 60;

interface Lease {
  id: string;
  until: number;
}

function read(key: string): Lease | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "") as Lease;
  } catch {
    return undefined;
  }
}

/**
 * For plain http on another host than this machine, where the browser has no locks: a lease in the storage that tabs share. Two tabs
 * that write it in the same instant both look again after a moment; the last writer has it.
 */
export const byLease: InTurn = async (name, run) => {
  const key = `${name}.lease`;
  const id = Math.random().toString(36).slice(2);
  for (;;) {
    const lease = read(key);
    if (lease === undefined || lease.until < Date.now()) {
      localStorage.setItem(key, JSON.stringify({ id, until: Date.now() + LEASE_MILLIS }));
      await pause();
      if (read(key)?.id === id) {
        break;
      }
    }
    await pause();
  }
  try {
    return await run();
  } finally {
    if (read(key)?.id === id) {
      localStorage.removeItem(key);
    }
  }
};

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_MILLIS * (0.5 + Math.random())));
}

/** The browser's own locks, or a lease where there are none. */
export const inTurn: InTurn = async (name, run) =>
  navigator.locks ? await navigator.locks.request(name, run) : await byLease(name, run);
