import { useEffect, useState } from "react";
import { classes } from "../classes";
import type { DiffResult } from "./diff";

/** Texts that are short enough to be compared in between; longer ones go to a worker. */
const INLINE_LIMIT = 4_000;

function useDiff(before: string, after: string): DiffResult | undefined {
  const [result, setResult] = useState<{ before: string; after: string; diff: DiffResult }>();
  useEffect(() => {
    let gone = false;
    const done = (diff: DiffResult) => !gone && setResult({ before, after, diff });
    if (before.length + after.length <= INLINE_LIMIT) {
      void import("./diff").then(({ diffTexts }) => done(diffTexts(before, after)));
      return () => {
        gone = true;
      };
    }
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (event: MessageEvent<DiffResult>) => {
      done(event.data);
      worker.terminate();
    };
    worker.postMessage({ before, after });
    return () => {
      gone = true;
      worker.terminate();
    };
  }, [before, after]);
  return result?.before === before && result.after === after ? result.diff : undefined;
}

const METHOD = {
  words: undefined,
  lines: "Long texts: whole lines are compared.",
  unrelated: "Too different to compare in time: both texts are shown whole.",
};

const LOOK = {
  same: "",
  added: "bg-good-soft text-good underline decoration-good/40 underline-offset-2",
  removed: "bg-bad-soft text-bad line-through decoration-bad/50",
};

/** What changed from `before` to `after`, in one text or side by side. Nothing in either is ever taken as markup. */
export function Diff({
  before,
  after,
  sideBySide = false,
  names = ["before", "after"],
}: {
  before: string;
  after: string;
  sideBySide?: boolean;
  names?: readonly [string, string];
}) {
  const diff = useDiff(before, after);
  if (!diff) {
    return <div className="skeleton h-24" role="status" aria-label="Comparing" />;
  }
  const same = diff.parts.every((part) => part.kind === "same");
  const render = (kinds: readonly string[]) => (
    <pre className="inert max-h-[60vh] overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5">
      {diff.parts
        .filter((part) => kinds.includes(part.kind))
        .map((part, index) =>
          part.kind === "same" ? (
            part.text
          ) : part.kind === "added" ? (
            <ins key={index} className={LOOK.added}>
              {part.text}
            </ins>
          ) : (
            <del key={index} className={LOOK.removed}>
              {part.text}
            </del>
          ),
        )}
    </pre>
  );
  return (
    <div className="flex flex-col gap-1.5">
      {same ? <p className="text-xs text-ink-3">Both are the same.</p> : null}
      {METHOD[diff.method] ? <p className="text-xs text-ink-2">{METHOD[diff.method]}</p> : null}
      <div className={classes("grid gap-3", (sideBySide || diff.method === "unrelated") && "md:grid-cols-2")}>
        {sideBySide || diff.method === "unrelated" ? (
          <>
            <div>
              <p className="caption pb-1">{names[0]}</p>
              {render(["same", "removed"])}
            </div>
            <div>
              <p className="caption pb-1">{names[1]}</p>
              {render(["same", "added"])}
            </div>
          </>
        ) : (
          render(["same", "added", "removed"])
        )}
      </div>
    </div>
  );
}
