import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { asApiError } from "@/api";
import { forgetToken, session, takenToken, takeToken, useSession } from "@/session";
import { Button, LinkButton, Loading } from "@/ui";
import { Door } from "./Door";
import { PasswordForm } from "./PasswordForm";

const EVERY_ADMIN =
  "Links work once and for a day. An admin can make a new one; at the first start the program prints one.";

/** Redeems the one-time token of a link, and offers to set a password so that there is a way back in. */
export function WelcomePage() {
  const { status, who } = useSession();
  const router = useRouter();
  const [token, setToken] = useState(takenToken);
  const sent = useRef<string>(undefined);
  const { mutate, isIdle, ...redeem } = useMutation({
    mutationFn: (link: string) => session.redeem(link),
    onSuccess: forgetToken,
  });
  useEffect(() => {
    const again = () => {
      takeToken();
      setToken(takenToken);
    };
    window.addEventListener("hashchange", again);
    return () => window.removeEventListener("hashchange", again);
  }, []);
  useEffect(() => {
    // A link works once: not even a renewed effect may send it twice.
    if (token !== undefined && token !== sent.current && status !== "in") {
      sent.current = token;
      mutate(token);
    }
  }, [token, status, mutate]);
  const enter = () => router.history.replace("/sweeps");

  if (redeem.isSuccess && who) {
    return (
      <Door
        title={`Welcome, ${who.user}`}
        lead={who.role === "admin" ? "You are the admin here." : `You are ${who.role}.`}
      >
        {who.hasPassword ? (
          <Button look="primary" className="w-full" onClick={enter}>
            To the sweeps
          </Button>
        ) : (
          <>
            <p className="pb-4 text-ink-2">
              Set a password to come back from another browser, or when this session has ended.
            </p>
            <PasswordForm onDone={enter} label="Set the password and go on" />
            <Button look="quiet" className="mt-2 w-full" onClick={enter}>
              Later
            </Button>
          </>
        )}
      </Door>
    );
  }
  if (redeem.error) {
    const { status: refused, message } = asApiError(redeem.error);
    return (
      <Door title="This link does not work">
        <p role="alert" className="text-ink-2">
          {refused === 401 ? `It has been used, or its time is over. ${EVERY_ADMIN}` : message}
        </p>
        <div className="flex gap-2 pt-5">
          {refused === 401 || token === undefined ? null : (
            <Button look="primary" onClick={() => mutate(token)}>
              Try again
            </Button>
          )}
          <LinkButton to="/login">Sign in with a password</LinkButton>
        </div>
      </Door>
    );
  }
  if (token === undefined) {
    return (
      <Door title="The link is incomplete" lead={`There is no token in it. ${EVERY_ADMIN}`}>
        <LinkButton to="/login">Sign in with a password</LinkButton>
      </Door>
    );
  }
  if (status === "in" && isIdle) {
    return (
      <Door title="You are signed in" lead={`This browser has a session of ${who.user}. The link opens another one.`}>
        <div className="flex flex-col gap-2">
          <Button look="primary" onClick={() => mutate(token)}>
            Open the link's session
          </Button>
          <Button onClick={enter}>Stay {who.user}</Button>
        </div>
      </Door>
    );
  }
  return (
    <Door title="Opening your session">
      <Loading label="your session" lines={2} />
    </Door>
  );
}
