import { LoaderCircle } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { classes } from "./classes";

type Look = "primary" | "plain" | "quiet" | "danger";

const LOOKS: Record<Look, string> = {
  primary: "bg-accent text-accent-ink border-transparent hover:brightness-110",
  plain: "bg-raised text-ink border-line hover:border-line-strong",
  quiet: "bg-transparent text-ink-2 border-transparent hover:bg-sunken hover:text-ink",
  danger: "bg-raised text-bad border-line hover:border-bad hover:bg-bad-soft",
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look | undefined;
  size?: "small" | "normal" | undefined;
  icon?: ReactNode | undefined;
  /** Something is on its way: the button says so and does nothing more. */
  busy?: boolean | undefined;
  /** A toggle that is on or off. */
  pressed?: boolean | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
}

/** A button with words. At least 28 px high. */
export function Button({
  look = "plain",
  size = "normal",
  icon,
  busy,
  pressed,
  children,
  className,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      className={classes(
        "inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors",
        "disabled:opacity-55",
        size === "small" ? "h-7 px-2 text-xs" : "h-8 px-3 text-sm",
        pressed ? "border-accent-line bg-accent-soft text-ink" : LOOKS[look],
        className,
      )}
    >
      {busy ? <LoaderCircle aria-hidden size={14} className="animate-spin" /> : icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "children" | "icon"> {
  label: string;
  children: ReactNode;
}

/** A button that shows an icon and is called by its label. 28 px square. */
export function IconButton({
  label,
  children,
  className,
  look = "quiet",
  size: _size,
  busy,
  pressed,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      title={rest.title ?? label}
      className={classes(
        "inline-flex size-7 shrink-0 items-center justify-center rounded-md border transition-colors disabled:opacity-50",
        pressed ? "border-accent-line bg-accent-soft text-ink" : LOOKS[look],
        className,
      )}
    >
      {children}
    </button>
  );
}
