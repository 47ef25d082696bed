import { useEffect, useState } from "react";
import { createStore } from "zustand/vanilla";

const store = createStore<{ text: string }>(() => ({ text: "" }));

/** One sentence per ten seconds: a running sweep would otherwise talk all the time. */
const QUIET_MILLIS = 10_000;

/** Says something to those who cannot see it; the newest of what comes too fast. */
export function announce(text: string): void {
  store.setState({ text });
}

/** The page's one polite live region. */
export function Announcer() {
  const [said, setSaid] = useState("");
  useEffect(() => {
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.subscribe(() => {
      const wait = Math.max(0, last + QUIET_MILLIS - Date.now());
      clearTimeout(timer);
      timer = setTimeout(() => {
        last = Date.now();
        setSaid(store.getState().text);
      }, wait);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return (
    <div aria-live="polite" className="sr-only">
      {said}
    </div>
  );
}
