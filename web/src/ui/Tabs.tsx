import { Link, type LinkProps } from "@tanstack/react-router";

export interface Tab extends Pick<LinkProps, "to" | "params"> {
  label: string;
  /** Current on this very page only, not on those below it. */
  exact?: boolean;
}

/** Views of one thing, each with an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map(({ label: name, exact = false, ...link }) => (
        <Link
          key={link.to}
          {...link}
          activeOptions={{ exact }}
          className="-mb-px inline-flex h-9 items-center border-b-2 border-transparent px-3 font-medium whitespace-nowrap text-ink-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
