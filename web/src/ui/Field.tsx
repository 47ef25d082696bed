import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";
import { classes } from "./classes";

const CONTROL =
  "rounded-md border border-line-strong/60 bg-raised text-sm text-ink placeholder:text-ink-3 hover:border-line-strong aria-invalid:border-bad disabled:opacity-60";

interface Labelled {
  label: string;
  /** The label is for assistive technology only; what the field is for is clear from where it stands. */
  hideLabel?: boolean;
  hint?: ReactNode;
  error?: string | undefined;
  className?: string;
}

function Frame({
  id,
  label,
  hideLabel,
  hint,
  error,
  className,
  children,
}: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className={classes("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "text-xs font-medium text-ink-2"}>
        {label}
      </label>
      {children}
      {hint && !error ? (
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-xs text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function described(id: string, hint: ReactNode, error: string | undefined): string | undefined {
  return error ? `${id}-error` : hint ? `${id}-hint` : undefined;
}

export interface TextFieldProps extends Labelled, Omit<InputHTMLAttributes<HTMLInputElement>, "className" | "id"> {
  ref?: Ref<HTMLInputElement> | undefined;
  /** Stands at the right end inside the field, such as a unit. */
  unit?: string | undefined;
}

/** One line of text or a number. */
export function TextField({ label, hideLabel = false, hint, error, className, unit, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hideLabel={hideLabel} hint={hint} error={error} {...(className ? { className } : {})}>
      <span className="relative flex">
        <input
          {...rest}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={described(id, hint, error)}
          className={classes(CONTROL, "h-8 w-full px-2.5", unit && "pr-12")}
        />
        {unit ? (
          <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-ink-3">
            {unit}
          </span>
        ) : null}
      </span>
    </Frame>
  );
}

export interface TextAreaProps extends Labelled, Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "className" | "id"> {
  mono?: boolean;
}

export function TextArea({ label, hideLabel = false, hint, error, className, mono, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hideLabel={hideLabel} hint={hint} error={error} {...(className ? { className } : {})}>
      <textarea
        rows={4}
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, hint, error)}
        className={classes(CONTROL, "min-h-16 w-full resize-y px-2.5 py-1.5", mono && "font-mono text-xs leading-5")}
      />
    </Frame>
  );
}

export interface SelectFieldProps
  extends Labelled,
    Omit<SelectHTMLAttributes<HTMLSelectElement>, "className" | "id" | "children"> {
  options: readonly { value: string; label: string; disabled?: boolean }[];
}

/** The platform's own list: works with every keyboard, screen reader and phone. */
export function SelectField({ label, hideLabel = false, hint, error, className, options, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hideLabel={hideLabel} hint={hint} error={error} {...(className ? { className } : {})}>
      <select
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, hint, error)}
        className={classes(CONTROL, "h-8 w-full px-2")}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

/** A box to tick, with its words as target. */
export function CheckField({
  label,
  hint,
  className,
  ...rest
}: { label: ReactNode; hint?: ReactNode; className?: string } & Omit<
  InputHTMLAttributes<HTMLInputElement>,
  "className" | "type"
>) {
  const id = useId();
  return (
    <div className={classes("flex items-start gap-2", className)}>
      <input
        {...rest}
        id={id}
        type="checkbox"
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-(--accent)"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="block min-h-6 cursor-pointer text-sm">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-xs text-ink-3">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}

/** A handful of choices side by side, one of them chosen. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode; title?: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <div role="group" aria-label={label} className="inline-flex rounded-md border border-line bg-sunken p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          title={option.title}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={classes(
            "inline-flex h-6 min-w-7 items-center justify-center gap-1 rounded-sm px-2 text-xs font-medium",
            option.value === value ? "bg-raised text-ink shadow-[0_0_0_1px_var(--line)]" : "text-ink-2 hover:text-ink",
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
