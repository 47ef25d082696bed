import { type ReactNode, useEffect } from "react";
import { Mark, Toasts } from "@/ui";

/** A page by itself, before or beside the dashboard: the sign, a heading, one thing to do. */
export function Door({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · PromptLooper`;
  }, [title]);
  return (
    <div className="flex min-h-screen flex-col items-center px-4 py-[12vh]">
      <main id="main" className="w-full max-w-sm">
        <div className="flex items-center gap-2.5 pb-6">
          <Mark className="size-7" />
          <span className="text-base font-semibold tracking-[-0.02em]">PromptLooper</span>
        </div>
        <div className="rounded-lg border border-line bg-surface p-6">
          <h1 className="text-xl font-semibold tracking-[-0.02em]">{title}</h1>
          {lead ? <p className="pt-1 text-ink-2">{lead}</p> : null}
          <div className="pt-5">{children}</div>
        </div>
      </main>
      <Toasts />
    </div>
  );
}
