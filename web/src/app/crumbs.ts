import { useMatches } from "@tanstack/react-router";
import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

export interface Crumb {
  label: string;
  path: string;
}

/** Names that are better than the id in the address, by path. A page that knows one tells it. */
const names = createStore<Record<string, string>>(() => ({}));

/** Shows a name instead of the id at this place of the breadcrumb. */
export function useCrumbName(path: string, name: string | undefined): void {
  useEffect(() => {
    if (name !== undefined) {
      names.setState({ [path]: name });
    }
  }, [path, name]);
}

const PARENTS: Record<string, Crumb> = {
  "/sweeps/": { label: "Sweeps", path: "/sweeps" },
  "/prompts/": { label: "Prompts", path: "/prompts" },
  "/datasets/": { label: "Datasets", path: "/datasets" },
  "/models/": { label: "Models", path: "/models" },
};

/** Where the page is, from the outside in. */
export function useCrumbs(): Crumb[] {
  const matches = useMatches();
  const known = useStore(names);
  const crumbs: Crumb[] = [];
  for (const match of matches) {
    const template = match.staticData.crumb;
    if (template === undefined) {
      continue;
    }
    const path = match.pathname.replace(/\/$/, "");
    if (crumbs.length === 0) {
      const parent = Object.entries(PARENTS).find(([prefix]) => match.pathname.startsWith(prefix));
      if (parent) {
        crumbs.push(parent[1]);
      }
    }
    const params = match.params as Record<string, string>;
    crumbs.push({
      label: known[path] ?? template.replace(/^\$(\w+)$/, (_whole, name: string) => params[name] ?? ""),
      path,
    });
  }
  return crumbs;
}

/** The window's title: the page first, for narrow tabs. */
export function usePageTitle(): void {
  const title = [
    ...useCrumbs()
      .map((crumb) => crumb.label)
      .reverse(),
    "PromptLooper",
  ].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
