import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { asApiError } from "@/api";

const manager = Toast.createToastManager();

interface Notice {
  title: string;
  detail?: string | undefined;
  /** One thing that can be done about it, such as undoing it. */
  action?: { label: string; run: () => void } | undefined;
  /** Milliseconds; 0 keeps it until it is closed. */
  millis?: number | undefined;
}

function add(type: "info" | "good" | "bad", { title, detail, action, millis }: Notice): void {
  manager.add({
    type,
    title,
    ...(detail ? { description: detail } : {}),
    timeout: millis ?? (type === "bad" ? 12_000 : 5_000),
    priority: type === "bad" ? "high" : "low",
    ...(action ? { actionProps: { children: action.label, onClick: action.run } } : {}),
  });
}

/** Short messages that need no answer. Failures are read out at once, the rest when the reader is free. */
export const notify = {
  info: (notice: Notice) => add("info", notice),
  good: (notice: Notice) => add("good", notice),
  bad: (notice: Notice) => add("bad", notice),
  /** What went wrong, from anything that was thrown. */
  error: (title: string, thrown: unknown) => add("bad", { title, detail: asApiError(thrown).message }),
};

const ICONS = { info: Info, good: CircleCheck, bad: CircleAlert };

function List() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => {
    const type = (toast.type ?? "info") as keyof typeof ICONS;
    const Icon = ICONS[type];
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        className="flex w-88 max-w-[calc(100vw-2rem)] items-start gap-2.5 rounded-md border border-line bg-raised p-3 shadow-pop data-ending-style:opacity-0"
      >
        <Icon
          aria-hidden
          size={16}
          className={type === "bad" ? "mt-0.5 text-bad" : type === "good" ? "mt-0.5 text-good" : "mt-0.5 text-run"}
        />
        <div className="min-w-0 flex-1">
          <Toast.Title className="font-medium" />
          <Toast.Description className="inert text-xs text-ink-2" />
          <Toast.Action className="mt-1.5 rounded-sm border border-line px-2 py-0.5 text-xs font-medium hover:border-line-strong" />
        </div>
        <Toast.Close
          aria-label="Close message"
          className="inline-flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-sunken"
        >
          <X aria-hidden size={14} />
        </Toast.Close>
      </Toast.Root>
    );
  });
}

/** Where messages appear; once per page. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-60 flex flex-col gap-2">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
