import { Dialog as Base } from "@base-ui/react/dialog";
import { useRef } from "react";
import { SignInForm } from "@/pages/door/SignInForm";
import { useSession } from "@/session";

/**
 * The sign-in over the page that was open when the session ended. The page stays as it is below, with everything that was typed into
 * it; there is no way past but signing in, here or in another tab.
 */
export function SignInAgain() {
  const { status, who } = useSession();
  const password = useRef<HTMLInputElement>(null);
  if (who === undefined) {
    return null;
  }
  return (
    <Base.Root open={status === "expired"}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-60 bg-[rgb(8_12_11/45%)]" />
        <Base.Popup
          data-modal=""
          initialFocus={password}
          className="fixed top-[16vh] left-1/2 z-70 w-[calc(100vw-2rem)] max-w-sm -translate-x-1/2 rounded-lg border border-line bg-raised p-6 shadow-pop outline-none"
        >
          <Base.Title className="text-lg font-semibold">Your session has ended</Base.Title>
          <Base.Description className="pt-0.5 pb-5 text-ink-2">
            Sign in and go on: the page below is as you left it, nothing you typed is lost.
          </Base.Description>
          <SignInForm name={who.user} first={password} />
          <p className="pt-4 text-xs text-ink-2">
            Not {who.user}?{" "}
            <a href={`/login?to=${encodeURIComponent(location.pathname)}`} className="text-accent underline">
              Sign in as somebody else
            </a>{" "}
            and leave this page.
          </p>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
