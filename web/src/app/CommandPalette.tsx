import { Dialog as Base } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useRef, useState } from "react";
import { useStore } from "zustand";
import { queries, unwrap } from "@/api";
import { classes, Kbd, StatusChip } from "@/ui";
import { useNavigation } from "./navigation";
import { shortcutStore } from "./shortcuts";

interface Item {
  id: string;
  label: string;
  aside?: ReactNode;
  run: () => void;
}

const MOST = 12;

/** Everything by name: pages, sweeps, and what the keys of this page do. */
export function CommandPalette({ open, onClose, onHelp }: { open: boolean; onClose: () => void; onHelp: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-[rgb(8_12_11/45%)]" />
        <Base.Popup
          data-modal=""
          initialFocus={input}
          aria-label="Find and do"
          className="fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-pop outline-none"
        >
          <Finder input={input} onDone={onClose} onHelp={onHelp} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Finder({
  input,
  onDone,
  onHelp,
}: {
  input: RefObject<HTMLInputElement | null>;
  onDone: () => void;
  onHelp: () => void;
}) {
  const navigate = useNavigate();
  const navigation = useNavigation();
  const id = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const { active } = useStore(shortcutStore);
  const needle = text.trim();
  const sweeps = useQuery({
    queryKey: ["sweeps", "find", needle],
    queryFn: ({ signal }) =>
      unwrap(
        queries.GET("/api/v1/sweeps", {
          params: { query: { limit: 6, ...(needle ? { q: needle, archived: "all" } : {}) } },
          signal,
        }),
      ),
  });
  const matches = (label: string) => label.toLowerCase().includes(needle.toLowerCase());
  const items: Item[] = [
    ...navigation
      .filter((entry) => matches(entry.label))
      .map((entry) => ({
        id: entry.to,
        label: entry.label,
        aside: <Kbd keys={entry.keys} />,
        run: () => void navigate({ to: entry.to }),
      })),
    ...active
      .filter(
        (shortcut) =>
          shortcut.group !== "Go to" &&
          shortcut.keys !== "mod+k" &&
          shortcut.keys !== "?" &&
          !shortcut.disabled &&
          matches(shortcut.label),
      )
      .map((shortcut) => ({
        id: `key ${shortcut.keys}`,
        label: shortcut.label,
        aside: <Kbd keys={shortcut.keys} />,
        run: () => shortcut.run(new KeyboardEvent("keydown")),
      })),
    ...(matches("List of keys") ? [{ id: "help", label: "List of keys", aside: <Kbd keys="?" />, run: onHelp }] : []),
    ...(sweeps.data?.items ?? []).map((sweep) => ({
      id: sweep.sweepId,
      label: sweep.name,
      aside: <StatusChip status={sweep.status} />,
      run: () => void navigate({ to: "/sweeps/$sweepId/live", params: { sweepId: sweep.sweepId } }),
    })),
  ];
  const shown = needle
    ? items.slice(0, MOST)
    : [...items.slice(0, navigation.length), ...items.slice(-4)].filter(
        (item, index, all) => all.indexOf(item) === index,
      );
  const choose = (item: Item | undefined) => {
    if (item) {
      onDone();
      item.run();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((at + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % Math.max(1, shown.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(shown[at]);
    }
  };
  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden size={16} className="text-ink-3" />
        <input
          ref={input}
          role="combobox"
          aria-label="Find a page, a sweep or an action"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={shown[at] ? `${id}-${at}` : undefined}
          placeholder="Find a page, a sweep or an action"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-12 w-full bg-transparent text-base outline-none placeholder:text-ink-3"
        />
      </div>
      <div role="listbox" id={`${id}-list`} aria-label="Found" className="max-h-[50vh] overflow-auto p-1.5">
        {shown.map((item, index) => (
          <div
            key={item.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(item)}
            onKeyDown={onKeyDown}
            className={classes(
              "flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2.5",
              index === at && "bg-accent-soft",
            )}
          >
            <span className="min-w-0 flex-1 truncate">
              <bdi>{item.label}</bdi>
            </span>
            {item.aside}
          </div>
        ))}
        {shown.length === 0 ? <p className="px-2.5 py-3 text-ink-2">Nothing has “{needle}” in its name.</p> : null}
      </div>
    </>
  );
}
