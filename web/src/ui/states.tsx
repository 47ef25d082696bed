import { CircleAlert, Clock3, Inbox, RotateCw, Unplug, Wrench } from "lucide-react";
import { Component, type ErrorInfo, type ReactNode, useEffect, useState } from "react";
import { type ApiError, asApiError } from "@/api";
import { seconds } from "@/format";
import { connectionStore } from "@/live";
import { Button } from "./Button";
import { classes } from "./classes";

/** Nothing is here yet: what will appear, and the one thing to do about it. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-14 text-center">
      <span className="flex size-11 items-center justify-center rounded-full bg-sunken text-ink-3">
        <Inbox aria-hidden size={20} />
      </span>
      <h2 className="text-lg font-semibold">{title}</h2>
      {children ? <div className="max-w-[56ch] text-ink-2">{children}</div> : null}
      {action ? <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}

const SLOW_MILLIS = 3_000;
const LOST_MILLIS = 15_000;

/**
 * Bones of what is on its way, as high as the real thing. After 3 seconds it says that it still waits, after 15 that something is
 * wrong: nothing spins for ever.
 */
export function Loading({
  label,
  lines = 5,
  height,
  onRetry,
}: {
  label: string;
  lines?: number;
  height?: number;
  onRetry?: (() => void) | undefined;
}) {
  const [stage, setStage] = useState<"fresh" | "slow" | "lost">("fresh");
  useEffect(() => {
    const slow = setTimeout(() => setStage("slow"), SLOW_MILLIS);
    const lost = setTimeout(() => setStage("lost"), LOST_MILLIS);
    return () => {
      clearTimeout(slow);
      clearTimeout(lost);
    };
  }, []);
  const { lagMs } = connectionStore.getState();
  return (
    <div
      role="status"
      aria-label={`Loading ${label}`}
      className="flex flex-col gap-2.5 p-4"
      style={height ? { minHeight: height } : undefined}
    >
      {stage === "lost" ? (
        <div className="flex flex-col items-start gap-2">
          <p className="font-medium text-bad">{label} did not arrive within 15 seconds.</p>
          {onRetry ? (
            <Button size="small" icon={<RotateCw aria-hidden size={13} />} onClick={onRetry}>
              Try again
            </Button>
          ) : null}
        </div>
      ) : (
        <>
          {stage === "slow" ? (
            <p className="text-xs text-ink-2">
              Still loading {label}
              {lagMs !== undefined && lagMs > 1_000
                ? ` (waiting for the projection, ${seconds(lagMs / 1000)} behind)`
                : ""}{" "}
              …
            </p>
          ) : null}
          {Array.from({ length: lines }, (_, index) => (
            <div key={index} className="skeleton h-5" style={{ width: `${[100, 92, 97, 78, 88][index % 5]}%` }} />
          ))}
        </>
      )}
    </div>
  );
}

/** Only a part is known yet; the figures will change. */
export function PartialNote({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-center gap-1.5 text-xs text-ink-2">
      <Clock3 aria-hidden size={13} className="shrink-0 text-ink-3" />
      <span>{children}</span>
    </p>
  );
}

/** A failure, told by who can do something about it. */
export function Failure({
  error,
  onRetry,
  what,
  refused,
  compact: small = false,
}: {
  error: unknown;
  onRetry?: (() => void) | undefined;
  what: string;
  /** What it means that something was asked for which cannot be done: "Nothing was imported". For reading there are words already. */
  refused?: string;
  compact?: boolean;
}) {
  const failure: ApiError = asApiError(error);
  const { remedy } = failure;
  const Icon = remedy === "fix" ? Wrench : remedy === "retry" ? Unplug : CircleAlert;
  return (
    <div
      role="alert"
      className={classes("flex items-start gap-3 rounded-md border border-line bg-surface", small ? "p-3" : "m-4 p-4")}
    >
      <Icon
        aria-hidden
        size={18}
        className={classes("mt-0.5 shrink-0", remedy === "retry" ? "text-warn" : "text-bad")}
      />
      <div className="flex min-w-0 flex-col gap-1.5">
        <p className="font-semibold">
          {failure.notFound
            ? `${what} is not here`
            : failure.status === 401
              ? `${what}: you are not signed in any more`
              : failure.status === 403
                ? `${what}: you are not allowed to`
                : remedy === "fix"
                  ? (refused ?? `${what} cannot be shown like this`)
                  : `${what} cannot be read`}
        </p>
        <p className="inert text-ink-2">{failure.message}</p>
        {failure.problem.errors && failure.problem.errors.length > 1 ? (
          <ul className="list-disc pl-4 text-xs text-ink-2">
            {failure.problem.errors.slice(0, 20).map((one) => (
              <li key={`${one.field}${one.message}`}>
                <code>{one.field}</code>: {one.message}
              </li>
            ))}
          </ul>
        ) : null}
        {remedy === "retry" ? <p className="text-xs text-ink-3">This may pass by itself; it is tried again.</p> : null}
        {remedy === "broken" ? (
          <p className="text-xs text-ink-3">
            This is a fault of the server
            {failure.problem.id ? (
              <>
                {" "}
                (id <code>{failure.problem.id}</code>)
              </>
            ) : null}
            ; see{" "}
            <a className="text-accent underline" href="/status">
              Status
            </a>
            .
          </p>
        ) : null}
        {onRetry && !failure.notFound ? (
          <Button size="small" className="self-start" icon={<RotateCw aria-hidden size={13} />} onClick={onRetry}>
            Try again
          </Button>
        ) : null}
      </div>
    </div>
  );
}

interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** The states of one reading: bones, failure, or the data. Data that is there stays visible while a later reading fails. */
export function Loaded<T>({
  query,
  what,
  lines,
  height,
  children,
}: {
  query: QueryLike<T>;
  what: string;
  lines?: number;
  height?: number;
  children: (data: T) => ReactNode;
}) {
  const retry = () => void query.refetch();
  if (query.data !== undefined) {
    return (
      <>
        {query.error ? (
          <p role="status" className="px-4 pt-3 text-xs text-warn">
            Cannot be read anew at present ({asApiError(query.error).message}) What is shown is older.
          </p>
        ) : null}
        {children(query.data)}
      </>
    );
  }
  if (query.error) {
    return <Failure error={query.error} onRetry={retry} what={what} />;
  }
  return (
    <Loading label={what.toLowerCase()} onRetry={retry} {...(lines ? { lines } : {})} {...(height ? { height } : {})} />
  );
}

/** Keeps a crash inside one panel. */
export class Boundary extends Component<{ name: string; children: ReactNode }, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    reportCrash(this.props.name, error, info.componentStack ?? "");
  }

  override render() {
    if (!this.state.error) {
      return this.props.children;
    }
    return (
      <div role="alert" className="flex flex-col items-start gap-2 p-4">
        <p className="font-semibold">“{this.props.name}” broke. The rest of the page goes on.</p>
        <pre className="inert text-xs text-ink-2">{this.state.error.message}</pre>
        <Button size="small" onClick={() => this.setState({ error: undefined })}>
          Try again
        </Button>
      </div>
    );
  }
}

function reportCrash(name: string, error: Error, stack: string): void {
  // biome-ignore lint/suspicious/noConsole: a crash must be findable, and the browser suite fails on it.
  console.error(`panel ${name}`, error, stack);
}
