import { CopyButton } from "./Copy";

/** A secret that is shown this once: to be copied now. */
export function ShownOnce({ label, value, note }: { label: string; value: string; note: string }) {
  return (
    <div className="flex flex-col gap-2">
      <p className="text-xs font-medium text-ink-2" id="shown-once">
        {label}
      </p>
      <div className="flex items-start gap-2 rounded-md border border-accent-line bg-accent-soft/50 p-3">
        <output aria-labelledby="shown-once" className="min-w-0 flex-1 font-mono text-xs break-all select-all">
          {value}
        </output>
        <CopyButton text={value} />
      </div>
      <p className="text-warn">{note}</p>
    </div>
  );
}
