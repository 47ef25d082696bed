import { useStore } from "zustand";
import { CheckField, Dialog, Kbd } from "@/ui";
import { setPreference, usePreferences } from "./preferences";
import { shortcutStore } from "./shortcuts";

/** Keys that grids understand while they have the focus. */
const GRID = [
  { keys: "j", label: "Next row" },
  { keys: "k", label: "Row before" },
  { keys: "Enter", label: "Open the row" },
];

/** Every key that does something on this page. */
export function ShortcutList({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { active } = useStore(shortcutStore);
  const { singleKeys } = usePreferences();
  const groups = new Map<string, { keys: string; label: string }[]>();
  for (const one of [...active, ...GRID.map((entry) => ({ ...entry, group: "Lists" }))]) {
    groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  }
  return (
    <Dialog open={open} onClose={onClose} title="Keys" wide>
      <div className="grid grid-cols-1 gap-x-8 gap-y-5 sm:grid-cols-2">
        {[...groups].map(([group, shortcuts]) => (
          <section key={group}>
            <h3 className="caption pb-1">{group}</h3>
            <ul>
              {shortcuts.map((one) => (
                <li key={one.keys} className="flex items-center justify-between gap-4 border-t border-line/70 py-1">
                  <span>{one.label}</span>
                  <Kbd keys={one.keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="pt-5">
        <CheckField
          label="Single keys act"
          hint="Switch this off if you use speech input or press keys by accident. Those with Ctrl or ⌘ always act."
          checked={singleKeys}
          onChange={(event) => setPreference({ singleKeys: event.target.checked })}
        />
      </div>
    </Dialog>
  );
}
