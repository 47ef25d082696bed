import type { ReactNode } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Failure } from "./states";

/** Asks before something that cannot be taken back. The way out comes first and has the focus. */
export function Confirm({
  title,
  action,
  busy,
  error,
  what,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  /** What the button does, in words. */
  action: string;
  busy: boolean;
  error: unknown;
  /** What the failure is about. */
  what: string;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="danger" busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {error ? <Failure compact what={what} error={error} /> : null}
        <div className="text-ink-2">{children}</div>
      </div>
    </Dialog>
  );
}
