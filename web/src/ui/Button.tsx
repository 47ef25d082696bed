import { createLink } from "@tanstack/react-router";
import { LoaderCircle } from "lucide-react";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, MouseEvent, ReactElement, ReactNode, Ref } from "react";
import { type Scope, useReason } from "@/session";
import { classes } from "./classes";
import { Tooltip } from "./Tooltip";

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
  /** The scope that this takes. Without it the button stays where it is, reachable, and says why it does nothing. */
  needs?: Scope | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
}

const SHAPE =
  "inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55";

const SIZES = { small: "h-7 px-2 text-xs", normal: "h-8 px-3 text-sm" } as const;

/** What a control that is not allowed gets instead of its own behaviour. */
function refusal(reason: string) {
  return {
    "aria-disabled": true,
    "aria-description": reason,
    onClick: (event: MouseEvent) => event.preventDefault(),
  } as const;
}

/** The reason beside a control that is not allowed, on hover and on focus. */
function explained(reason: string | undefined, control: ReactElement): ReactElement {
  return reason === undefined ? (
    control
  ) : (
    <Tooltip text={reason} firm>
      {control}
    </Tooltip>
  );
}

/** A button with words. At least 28 px high. */
export function Button({
  look = "plain",
  size = "normal",
  icon,
  busy,
  pressed,
  needs,
  children,
  className,
  disabled,
  ...rest
}: ButtonProps) {
  const reason = useReason(needs);
  return explained(
    reason,
    <button
      type="button"
      {...rest}
      {...(reason === undefined ? {} : refusal(reason))}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      disabled={reason === undefined && (disabled || busy)}
      className={classes(
        SHAPE,
        SIZES[size],
        pressed ? "border-accent-line bg-accent-soft text-ink" : LOOKS[look],
        className,
      )}
    >
      {busy ? <LoaderCircle aria-hidden size={14} className="animate-spin" /> : icon}
      {children}
    </button>,
  );
}

interface AnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  look?: Look | undefined;
  size?: "small" | "normal" | undefined;
  icon?: ReactNode | undefined;
  /** As of {@link ButtonProps}. */
  needs?: Scope | undefined;
  ref?: Ref<HTMLAnchorElement> | undefined;
}

function Anchor({ look = "plain", size = "normal", icon, needs, href, className, children, ...rest }: AnchorProps) {
  const reason = useReason(needs);
  return explained(
    reason,
    <a
      {...rest}
      {...(reason === undefined ? { href } : { ...refusal(reason), role: "link", tabIndex: 0 })}
      className={classes(SHAPE, SIZES[size], LOOKS[look], className)}
    >
      {icon}
      {children}
    </a>,
  );
}

/** A link to a page that looks like a button. */
export const LinkButton = createLink(Anchor);

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
  needs,
  ...rest
}: IconButtonProps) {
  const reason = useReason(needs);
  return explained(
    reason,
    <button
      type="button"
      {...rest}
      {...(reason === undefined ? {} : refusal(reason))}
      aria-label={label}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      title={reason === undefined ? (rest.title ?? label) : undefined}
      className={classes(
        "inline-flex size-7 shrink-0 items-center justify-center rounded-md border transition-colors disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50",
        pressed ? "border-accent-line bg-accent-soft text-ink" : LOOKS[look],
        className,
      )}
    >
      {children}
    </button>,
  );
}
