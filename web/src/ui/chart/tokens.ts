import { useMemo } from "react";
import { useStore } from "zustand";
import { themeStore } from "@/app/preferences";

/** Colours of the theme as canvas needs them. */
export interface ChartTokens {
  theme: "light" | "dark";
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  lineStrong: string;
  surface: string;
  raised: string;
  accent: string;
  good: string;
  bad: string;
  warn: string;
  run: string;
  idle: string;
  heat: readonly [string, string];
  series: readonly string[];
  font: string;
  mono: string;
}

function read(theme: "light" | "dark"): ChartTokens {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    theme,
    ink: token("ink"),
    ink2: token("ink-2"),
    ink3: token("ink-3"),
    line: token("line"),
    lineStrong: token("line-strong"),
    surface: token("surface"),
    raised: token("raised"),
    accent: token("accent"),
    good: token("good"),
    bad: token("bad"),
    warn: token("warn"),
    run: token("run"),
    idle: token("idle"),
    heat: [token("heat-0"), token("heat-1")],
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => token(`c${index}`)),
    font: token("font-sans"),
    mono: token("font-mono"),
  };
}

/** The tokens of the theme on screen; new ones when it changes. */
export function useChartTokens(): ChartTokens {
  const { theme } = useStore(themeStore);
  return useMemo(() => read(theme), [theme]);
}
