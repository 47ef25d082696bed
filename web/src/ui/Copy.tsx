import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "./Button";
import { notify } from "./Toasts";

/** The clipboard is there on secure origins and loopback only; elsewhere a selection does it. */
async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) {
    throw new Error("the browser does not allow it");
  }
}

/** Copies a text; says so in the button. `text` may be a function when it is costly to make. */
export function CopyButton({
  text,
  label = "Copy",
  icon = false,
}: {
  text: string | (() => string);
  label?: string;
  icon?: boolean;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (copied) {
      const timer = setTimeout(() => setCopied(false), 2_000);
      return () => clearTimeout(timer);
    }
  }, [copied]);
  const copy = () =>
    toClipboard(typeof text === "string" ? text : text()).then(
      () => setCopied(true),
      (thrown: unknown) => notify.error("Nothing was copied", thrown),
    );
  const mark = copied ? <Check aria-hidden size={14} /> : <CopyIcon aria-hidden size={14} />;
  return icon ? (
    <IconButton label={copied ? "Copied" : label} onClick={copy}>
      {mark}
    </IconButton>
  ) : (
    <Button size="small" icon={mark} onClick={copy}>
      {copied ? "Copied" : label}
    </Button>
  );
}
