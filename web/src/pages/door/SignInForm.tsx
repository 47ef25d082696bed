import { useMutation } from "@tanstack/react-query";
import { type RefObject, useEffect, useState } from "react";
import { asApiError } from "@/api";
import { plural } from "@/format";
import { session } from "@/session";
import { Button, TextField, useNow } from "@/ui";

/** Milliseconds to wait after a 429 that does not say for how long. */
const WAIT_MILLIS = 30_000;

/**
 * Name and password. Too many failures make the next attempt wait; the form counts down and can be sent again by itself when that is
 * over. `name` fixes who signs in again.
 */
export function SignInForm({
  name: known,
  first,
  onDone,
}: {
  name?: string;
  /** What has the focus when the form appears in a dialog. */
  first?: RefObject<HTMLInputElement | null>;
  onDone?: () => void;
}) {
  const [name, setName] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [until, setUntil] = useState(0);
  const now = useNow();
  const wait = Math.max(0, Math.ceil((until - now) / 1000));
  const enter = useMutation({
    mutationFn: () => session.signIn(name.trim(), password),
    onSuccess: onDone,
    onError: (thrown) => {
      const failure = asApiError(thrown);
      if (failure.status === 429) {
        setUntil(Date.now() + (failure.retryAfterMs ?? WAIT_MILLIS));
      }
    },
  });
  const { error, reset } = enter;
  const over = until > 0 && wait === 0;
  useEffect(() => {
    if (over) {
      setUntil(0);
      reset();
    }
  }, [over, reset]);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (wait === 0) {
          enter.mutate();
        }
      }}
    >
      <TextField
        label="Name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        readOnly={known !== undefined}
        {...(known === undefined ? { ref: first } : {})}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={200}
        {...(known === undefined ? {} : { ref: first })}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {error ? (
        <div role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad">
          {until > 0 ? "Too many attempts." : told(error)}
        </div>
      ) : null}
      {wait > 0 ? <p className="text-xs text-ink-2">You can try again in {plural(wait, "second")}.</p> : null}
      <Button look="primary" type="submit" busy={enter.isPending} disabled={wait > 0} className="w-full">
        Sign in
      </Button>
    </form>
  );
}

function told(thrown: unknown): string {
  const failure = asApiError(thrown);
  // The server says the same for both on purpose: which names exist is nobody's business.
  return failure.status === 401 ? "The name or the password is wrong." : failure.message;
}
