import { useSyncExternalStore } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { liveFeed, type UpdateRate } from "@/live";

/** What this browser remembers for its user. `public/theme.js` reads `theme` from the same place. */
export interface Preferences {
  theme: "light" | "dark" | "system";
  /** How often pages may change by themselves. */
  rate: UpdateRate;
  /** Single-key shortcuts act; those with Ctrl or ⌘ always do. */
  singleKeys: boolean;
  /** The rail shows icons only. */
  narrowRail: boolean;
}

const KEY = "promptlooper.preferences";
const DEFAULTS: Preferences = { theme: "system", rate: 0, singleKeys: true, narrowRail: false };

function read(): Preferences {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>) };
  } catch {
    return DEFAULTS;
  }
}

export const preferenceStore = createStore<Preferences>(read);

/** Whether the view stands still. Not remembered: a page that is opened shows what is. */
export const pauseStore = createStore<{ paused: boolean }>(() => ({ paused: false }));

export function setPreference(change: Partial<Preferences>): void {
  preferenceStore.setState(change);
}

export function usePreferences(): Preferences {
  return useStore(preferenceStore);
}

const small = typeof matchMedia === "function" ? matchMedia("(max-width: 900px)") : undefined;

function subscribeSmall(listener: () => void): () => void {
  small?.addEventListener("change", listener);
  return () => small?.removeEventListener("change", listener);
}

/** Whether the rail shows icons only: as chosen, and always on small windows. `forced` tells that there is no choice. */
export function useNarrowRail(): { narrow: boolean; forced: boolean } {
  const forced = useSyncExternalStore(subscribeSmall, () => small?.matches === true);
  const { narrowRail } = usePreferences();
  return { narrow: forced || narrowRail, forced };
}

const darkSystem = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : undefined;

/** The theme that is on the screen. Charts draw anew when it changes. */
export const themeStore = createStore<{ theme: "light" | "dark" }>(() => ({ theme: "light" }));

function follow(): void {
  const { theme, rate } = preferenceStore.getState();
  const dark = theme === "dark" || (theme === "system" && darkSystem?.matches === true);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  themeStore.setState({ theme: dark ? "dark" : "light" });
  liveFeed.setRate(rate);
}

/** Puts the preferences into effect and keeps them. Called once. */
export function startPreferences(): void {
  follow();
  darkSystem?.addEventListener("change", follow);
  pauseStore.subscribe(({ paused }) => liveFeed.setPaused(paused));
  preferenceStore.subscribe((preferences) => {
    follow();
    try {
      localStorage.setItem(KEY, JSON.stringify(preferences));
    } catch {
      // Storage is full or forbidden: the choice holds until the page is left.
    }
  });
}
