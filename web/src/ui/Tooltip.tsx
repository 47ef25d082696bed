import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

/** A word of explanation on hover and on focus. What is needed to use a control never stands here only. */
export function Tooltip({
  text,
  children,
  firm = false,
}: {
  text: ReactNode;
  children: ReactElement;
  /** Stays when the control is pressed: it says why that does nothing. */
  firm?: boolean;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={300} closeOnClick={!firm} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="max-w-72 rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs text-ink shadow-pop">
            {text}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
