import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { access, asApiError, unwrap } from "@/api";
import { reasonAgainst, type Scope, useSession } from "@/session";
import { Button, CheckField, Dialog, Failure, SelectField, ShownOnce, TextField } from "@/ui";
import { KEYS } from "./keys";

const SCOPES: readonly { scope: Scope; label: string; hint: string }[] = [
  { scope: "read", label: "read", hint: "sweeps, results, prompts, datasets" },
  { scope: "write", label: "write", hint: "change prompts and datasets" },
  { scope: "run", label: "run", hint: "launch and steer sweeps: this spends money" },
  { scope: "admin", label: "admin", hint: "users, keys of others, audit log" },
];
const DAY_MILLIS = 86_400_000;
const NEVER = "never";

/** Makes a key, and shows it the one time that it can be seen. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const session = useSession();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"]);
  const [days, setDays] = useState("90");
  const [cap, setCap] = useState("");
  const make = useMutation({
    mutationFn: () =>
      unwrap(
        access.POST("/api/v1/keys", {
          body: {
            name: name.trim(),
            scopes: [...scopes],
            ...(days === NEVER ? {} : { expiresAt: new Date(Date.now() + Number(days) * DAY_MILLIS).toISOString() }),
            ...(cap.trim() === "" ? {} : { dailySpendUsd: Number(cap) }),
          },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: KEYS }),
  });
  if (make.data) {
    return (
      <Dialog
        open
        firm
        onClose={onClose}
        title={`The key “${make.data.key.name}”`}
        footer={
          <Button look="primary" onClick={onClose}>
            I have stored it
          </Button>
        }
      >
        <ShownOnce
          label="API key"
          value={make.data.secret}
          note="It is shown only now. Whoever has it can do what it allows; keep it like a password."
        />
      </Dialog>
    );
  }
  const wrong = (field: string) =>
    make.error ? asApiError(make.error).problem.errors?.find((one) => one.field === field)?.message : undefined;
  const known = ["name", "scopes", "dailySpendUsd"].some((field) => wrong(field) !== undefined);
  return (
    <Dialog
      open
      onClose={onClose}
      title="New API key"
      description="It acts as you, within what you give it here."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form="new-key"
            busy={make.isPending}
            disabled={name.trim() === "" || scopes.length === 0}
          >
            Make the key
          </Button>
        </>
      }
    >
      <form
        id="new-key"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <TextField
          label="Name"
          required
          maxLength={80}
          placeholder="nightly CI"
          hint="So that you know later what to revoke"
          value={name}
          error={wrong("name")}
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1 text-xs font-medium text-ink-2">It may</legend>
          {SCOPES.map(({ scope, label, hint }) => {
            const reason = reasonAgainst(session, scope);
            return (
              <CheckField
                key={scope}
                label={<code>{label}</code>}
                hint={reason ?? hint}
                disabled={reason !== undefined}
                checked={scopes.includes(scope)}
                onChange={(event) =>
                  setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
                }
              />
            );
          })}
          {wrong("scopes") ? (
            <p role="alert" className="text-xs text-bad">
              {wrong("scopes")}
            </p>
          ) : null}
        </fieldset>
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
          <SelectField
            label="Ends"
            value={days}
            onChange={(event) => setDays(event.target.value)}
            options={[
              { value: "7", label: "in 7 days" },
              { value: "30", label: "in 30 days" },
              { value: "90", label: "in 90 days" },
              { value: "365", label: "in a year" },
              { value: NEVER, label: "never" },
            ]}
          />
          <TextField
            label="Spend per day"
            type="number"
            min={0.01}
            step="any"
            unit="USD"
            placeholder="no cap"
            hint="What its sweeps may cost per day (UTC)"
            disabled={!scopes.includes("run")}
            value={cap}
            error={wrong("dailySpendUsd")}
            onChange={(event) => setCap(event.target.value)}
          />
        </div>
        {make.error && !known ? <Failure compact what="The key" error={make.error} /> : null}
      </form>
    </Dialog>
  );
}
