import { CopyButton } from "../Copy";
import { classes } from "../classes";

/** Longest text that is put into the page at once; the rest is one click away. */
export const TEXT_LIMIT = 100_000;

/** Text of a model or a user as it is: never markup, wraps anywhere, with a button to copy it. */
export function Plain({
  text,
  label,
  className,
  mono = true,
}: {
  text: string;
  label: string;
  className?: string;
  mono?: boolean;
}) {
  const shown = text.length > TEXT_LIMIT ? text.slice(0, TEXT_LIMIT) : text;
  return (
    <div className={classes("relative", className)}>
      <pre
        role="region"
        aria-label={label}
        tabIndex={0}
        className={classes(
          "inert max-h-[48vh] overflow-auto rounded-md border border-line bg-sunken p-3 pr-10 text-xs leading-5",
          mono ? "font-mono" : "font-sans text-sm",
        )}
      >
        {shown}
      </pre>
      <div className="absolute top-1.5 right-1.5">
        <CopyButton icon text={text} label={`Copy ${label}`} />
      </div>
      {shown.length < text.length ? (
        <p className="pt-1 text-xs text-ink-2">
          The first {TEXT_LIMIT.toLocaleString("en-US")} of {text.length.toLocaleString("en-US")} characters. Copying
          takes all of them.
        </p>
      ) : null}
    </div>
  );
}

/** A value as indented JSON. */
export function Json({ value, label }: { value: unknown; label: string }) {
  return <Plain text={JSON.stringify(value, null, 2) ?? "–"} label={label} />;
}
