import { Link } from "@tanstack/react-router";
import { ChevronRight, Keyboard, Monitor, Moon, Search, Sun } from "lucide-react";
import { Button, IconButton, Kbd } from "@/ui";
import { ConnectionPill, ViewSwitch } from "./connection";
import { useCrumbs } from "./crumbs";
import { type Preferences, setPreference, usePreferences } from "./preferences";
import { UserMenu } from "./UserMenu";

/** Where one is, how fresh it is, and what can be done from everywhere. */
export function TopBar({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  return (
    <header className="sticky top-0 z-20 flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-canvas/95 px-4 py-1.5 md:px-6">
      <Breadcrumb />
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <ConnectionPill />
        <ViewSwitch />
        <Button
          size="small"
          onClick={onPalette}
          icon={<Search aria-hidden size={13} />}
          aria-label="Find and do"
          className="text-ink-2"
        >
          <span className="hidden lg:inline">Find</span> <Kbd keys="mod+K" />
        </Button>
        <ThemeButton />
        <IconButton label="List of keys" onClick={onHelp}>
          <Keyboard aria-hidden size={16} />
        </IconButton>
        <UserMenu />
      </div>
    </header>
  );
}

function Breadcrumb() {
  const crumbs = useCrumbs();
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1 text-sm">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1;
          return (
            <li key={crumb.path} className="flex min-w-0 items-center gap-1">
              {index > 0 ? <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-3" /> : null}
              {last ? (
                <span aria-current="page" className="max-w-72 truncate font-medium">
                  <bdi>{crumb.label}</bdi>
                </span>
              ) : (
                <Link
                  to={crumb.path}
                  className="max-w-52 truncate rounded-sm text-ink-2 hover:text-ink hover:underline"
                >
                  <bdi>{crumb.label}</bdi>
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

const NEXT: Record<Preferences["theme"], Preferences["theme"]> = { system: "light", light: "dark", dark: "system" };
const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };

function ThemeButton() {
  const { theme } = usePreferences();
  const Icon = THEME_ICONS[theme];
  return (
    <IconButton
      label={`Theme: ${theme}. Change to ${NEXT[theme]}`}
      onClick={() => setPreference({ theme: NEXT[theme] })}
    >
      <Icon aria-hidden size={16} />
    </IconButton>
  );
}
