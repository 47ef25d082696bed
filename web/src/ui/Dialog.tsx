import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { classes } from "./classes";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  /** A click beside it does not close it: what it shows would be lost. */
  firm?: boolean;
  children: ReactNode;
}

const CLOSE = "inline-flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-sunken hover:text-ink";

const FIELDS = "input:not([type=file], [type=checkbox], [type=radio], :disabled), textarea, select";

/** Asks or shows something that comes first. Escape and a click beside it close it; the focus returns to where it was. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  footer,
  wide = false,
  firm = false,
  children,
}: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()} disablePointerDismissal={firm}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-[rgb(8_12_11/45%)]" />
        <Base.Popup
          data-modal=""
          // Whoever opened it to type something begins there; what only tells something begins at its first control.
          initialFocus={() => body.current?.querySelector<HTMLElement>(FIELDS) ?? true}
          className={classes(
            "fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-lg border border-line bg-raised shadow-pop outline-none",
            wide ? "max-w-3xl" : "max-w-lg",
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {description ? <Base.Description className="mt-0.5 text-ink-2">{description}</Base.Description> : null}
            </div>
            <Base.Close aria-label="Close" className={CLOSE}>
              <X aria-hidden size={16} />
            </Base.Close>
          </div>
          <div ref={body} className="min-h-0 flex-1 overflow-auto px-5 py-4">
            {children}
          </div>
          {footer ? (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
          ) : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Detail at the right edge. The page beside it stays usable; Escape closes it. */
export function Drawer({
  open,
  onClose,
  title,
  description,
  footer,
  children,
  width = 640,
}: Omit<DialogProps, "wide" | "firm"> & { width?: number }) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()} modal={false} disablePointerDismissal>
      <Base.Portal>
        <Base.Popup
          className="fixed inset-y-0 right-0 z-30 flex w-screen flex-col border-l border-line bg-surface shadow-pop outline-none"
          style={{ maxWidth: width }}
        >
          <div className="flex min-h-12 items-center gap-3 border-b border-line px-4 py-2">
            <div className="min-w-0 flex-1">
              <Base.Title className="truncate text-base font-semibold">{title}</Base.Title>
              {description ? (
                <Base.Description className="truncate text-xs text-ink-3" render={<div />}>
                  {description}
                </Base.Description>
              ) : null}
            </div>
            <Base.Close aria-label="Close" className={CLOSE}>
              <X aria-hidden size={16} />
            </Base.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-auto p-4">{children}</div>
          {footer ? <div className="flex flex-wrap gap-2 border-t border-line px-4 py-2.5">{footer}</div> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
