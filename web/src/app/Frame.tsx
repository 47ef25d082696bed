import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { viewStore } from "@/live";
import { useReason } from "@/session";
import { Toasts } from "@/ui";
import { Announcer } from "./announce";
import { CommandPalette } from "./CommandPalette";
import { OfflineBanner } from "./connection";
import { usePageTitle } from "./crumbs";
import { useNavigation } from "./navigation";
import { pauseStore, useNarrowRail } from "./preferences";
import { Rail } from "./Rail";
import { ShortcutList } from "./ShortcutList";
import { SignInAgain } from "./SignInAgain";
import { type Shortcut, useShortcuts } from "./shortcuts";
import { TopBar } from "./TopBar";

/** What surrounds every page: rail, bar, palette, messages, and the keys that work everywhere. */
export function Frame() {
  const navigate = useNavigate();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const { narrow } = useNarrowRail();
  const navigation = useNavigation();
  const cannotLaunch = useReason("run") !== undefined;
  const held = useStore(viewStore, (view) => view.held > 0);
  usePageTitle();
  useFocusOnNavigation();
  useShortcuts([
    { keys: "mod+k", label: "Find and do", group: "Everywhere", run: () => setPalette(true) },
    { keys: "?", label: "List of keys", group: "Everywhere", run: () => setHelp(true) },
    {
      keys: "l",
      label: "Live or paused view",
      group: "Everywhere",
      run: () => pauseStore.setState(({ paused }) => ({ paused: !paused })),
    },
    {
      keys: "n",
      label: "New sweep",
      group: "Everywhere",
      run: () => void navigate({ to: "/sweeps/new" }),
      disabled: cannotLaunch,
    },
    ...navigation.map(
      (entry): Shortcut => ({
        keys: entry.keys,
        label: entry.label,
        group: "Go to",
        run: () => void navigate({ to: entry.to }),
      }),
    ),
  ]);
  return (
    <div
      className="grid min-h-screen"
      style={{ gridTemplateColumns: `${narrow ? "56px" : "var(--rail)"} minmax(0, 1fr)` }}
      data-held={held || undefined}
    >
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-70 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
      >
        To the content
      </a>
      <Rail />
      <div className="flex min-w-0 flex-col">
        <TopBar onPalette={() => setPalette(true)} onHelp={() => setHelp(true)} />
        <OfflineBanner />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-[1680px] flex-1 px-4 pt-5 pb-12 outline-none md:px-6"
        >
          <Outlet />
        </main>
      </div>
      <CommandPalette open={palette} onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />
      <ShortcutList open={help} onClose={() => setHelp(false)} />
      <SignInAgain />
      <Announcer />
      <Toasts />
    </div>
  );
}

/** A new page begins at its content for keyboards and screen readers; changes of search parameters leave the focus alone. */
function useFocusOnNavigation(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const [first, setFirst] = useState(path);
  useEffect(() => {
    if (
      path !== undefined &&
      first !== undefined &&
      path !== first &&
      !document.querySelector("[data-keeps-focus]:focus-within, [data-modal]")
    ) {
      document.getElementById("main")?.focus({ preventScroll: true });
    }
    setFirst(path);
  }, [path, first]);
}
