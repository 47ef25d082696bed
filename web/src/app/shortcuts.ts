import { useEffect, useRef } from "react";
import { createStore } from "zustand/vanilla";
import { preferenceStore } from "./preferences";

/** A key, or two keys in a row (`g l`), or one with the platform's modifier (`mod+k`). */
export interface Shortcut {
  readonly keys: string;
  readonly label: string;
  /** Heading in the list of shortcuts. */
  readonly group: string;
  readonly run: (event: KeyboardEvent) => void;
  readonly disabled?: boolean | undefined;
}

/** Everything that a key does at present; the list behind `?` is this. */
export const shortcutStore = createStore<{ active: readonly Shortcut[] }>(() => ({ active: [] }));

const CHORD_MILLIS = 1_200;

/** Makes keys work while the component is there. Later ones win over earlier ones with the same keys. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  const identity = shortcuts
    .map((shortcut) => `${shortcut.keys}|${shortcut.label}|${shortcut.disabled ?? false}`)
    .join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `identity` stands for the shortcuts; their functions are read late.
  useEffect(() => {
    const mine = latest.current.map((shortcut, index) => ({
      ...shortcut,
      run: (event: KeyboardEvent) => latest.current[index]?.run(event),
    }));
    shortcutStore.setState(({ active }) => ({ active: [...active, ...mine] }));
    return () => shortcutStore.setState(({ active }) => ({ active: active.filter((one) => !mine.includes(one)) }));
  }, [identity]);
}

function typing(target: EventTarget | null): boolean {
  const element = (target as Element | null)?.closest?.("input, textarea, select, [contenteditable], .code-editor");
  if (element instanceof HTMLInputElement) {
    return !["checkbox", "radio", "button", "range"].includes(element.type);
  }
  return element !== null && element !== undefined;
}

function keyOf(event: KeyboardEvent): string {
  const modifier = event.ctrlKey || event.metaKey ? "mod+" : "";
  return modifier + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

/** Listens to the keyboard; called once. Returns how to stop. */
export function startShortcuts(target: Document = document): () => void {
  let pending = "";
  let pendingAt = 0;
  const listener = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) {
      return;
    }
    const key = keyOf(event);
    const modified = key.startsWith("mod+");
    if (!modified && (typing(event.target) || !preferenceStore.getState().singleKeys)) {
      return;
    }
    // A dialog has the keyboard for itself, except for keys with a modifier.
    if (!modified && target.querySelector("[role='dialog'][data-modal], [role='alertdialog']")) {
      return;
    }
    const candidates = [...shortcutStore.getState().active].reverse().filter((one) => !one.disabled);
    const chord = event.timeStamp - pendingAt < CHORD_MILLIS && pending !== "" ? `${pending} ${key}` : key;
    const hit = candidates.find((one) => one.keys === chord) ?? candidates.find((one) => one.keys === key);
    pending = "";
    if (hit) {
      event.preventDefault();
      hit.run(event);
    } else if (candidates.some((one) => one.keys.startsWith(`${key} `))) {
      pending = key;
      pendingAt = event.timeStamp;
    }
  };
  target.addEventListener("keydown", listener);
  return () => target.removeEventListener("keydown", listener);
}
