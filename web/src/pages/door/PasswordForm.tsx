import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { access, asApiError, unwrap } from "@/api";
import { session, useSession } from "@/session";
import { Button, CheckField, Failure, TextField } from "@/ui";

const SHORTEST = 12;

/** Sets or changes one's own password; ends one's other sessions. `onDone` hears of success. */
export function PasswordForm({ onDone, label = "Set the password" }: { onDone: () => void; label?: string }) {
  const { who } = useSession();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const set = useMutation({
    mutationFn: () =>
      unwrap(
        access.PUT("/api/v1/auth/password", {
          body: { password, ...(who?.hasPassword ? { current } : {}) },
        }),
      ),
    onSuccess: () => {
      session.changed({ hasPassword: true });
      setCurrent("");
      setPassword("");
      onDone();
    },
  });
  const wrong = (field: string) =>
    set.error ? asApiError(set.error).problem.errors?.find((one) => one.field === field)?.message : undefined;
  const short = password !== "" && password.length < SHORTEST;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate();
      }}
    >
      {/* Password managers want to know whose password it is. */}
      <input hidden readOnly name="username" autoComplete="username" value={who?.user ?? ""} />
      {who?.hasPassword ? (
        <TextField
          label="Current password"
          type={shown ? "text" : "password"}
          autoComplete="current-password"
          required
          value={current}
          error={wrong("current")}
          onChange={(event) => setCurrent(event.target.value)}
        />
      ) : null}
      <TextField
        label="New password"
        type={shown ? "text" : "password"}
        autoComplete="new-password"
        required
        minLength={SHORTEST}
        maxLength={200}
        value={password}
        error={wrong("password")}
        hint={short ? `${SHORTEST - password.length} more; length is what counts` : `At least ${SHORTEST} characters`}
        onChange={(event) => setPassword(event.target.value)}
      />
      <CheckField label="Show what I type" checked={shown} onChange={(event) => setShown(event.target.checked)} />
      {set.error && !wrong("current") && !wrong("password") ? (
        <Failure compact what="The password" error={set.error} />
      ) : null}
      <Button look="primary" type="submit" busy={set.isPending} disabled={password.length < SHORTEST}>
        {label}
      </Button>
    </form>
  );
}
