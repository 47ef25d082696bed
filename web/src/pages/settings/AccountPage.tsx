import { LogOut } from "lucide-react";
import { useState } from "react";
import { signOut } from "@/app/UserMenu";
import { PasswordForm } from "@/pages/door/PasswordForm";
import { type Scope, useSession } from "@/session";
import { Button, Chip, Loading, notify, Panel } from "@/ui";

const MEANING: Record<Scope, string> = {
  read: "see all sweeps, prompts, datasets and results",
  write: "change prompts and datasets",
  run: "launch and steer sweeps, which spends money",
  admin: "manage users and all keys, read the audit log, put dead letters back",
};

/** Who I am here, what I may do, my password, and the way out. */
export function AccountPage() {
  const { who } = useSession();
  const [times, setTimes] = useState(0);
  if (who === undefined) {
    return <Loading label="your account" lines={4} />;
  }
  return (
    <div className="grid max-w-3xl gap-4">
      <Panel
        title="You"
        tools={
          <Button size="small" icon={<LogOut aria-hidden size={13} />} onClick={() => void signOut()}>
            Sign out
          </Button>
        }
      >
        <p className="flex flex-wrap items-center gap-2">
          <bdi className="text-lg font-semibold">{who.user}</bdi>
          {who.role ? <Chip tone="accent">{who.role}</Chip> : null}
        </p>
        <p className="caption pt-3 pb-1">You may</p>
        <ul className="flex flex-col gap-1">
          {who.scopes.map((scope) => (
            <li key={scope} className="flex gap-2">
              <code className="w-14 shrink-0 text-ink-2">{scope}</code>
              <span>{MEANING[scope]}</span>
            </li>
          ))}
        </ul>
        {who.role === "admin" ? null : (
          <p className="pt-3 text-xs text-ink-3">Whoever administers this instance can give you another role.</p>
        )}
      </Panel>
      <Panel
        title="Password"
        note={
          who.hasPassword ? "a new one ends your other sessions" : "none yet: you cannot come back without a new link"
        }
      >
        <div className="max-w-sm">
          <PasswordForm
            key={times}
            label={who.hasPassword ? "Change the password" : "Set the password"}
            onDone={() => {
              setTimes(times + 1);
              notify.good({ title: "The password is set", detail: "Your other sessions have ended." });
            }}
          />
        </div>
      </Panel>
    </div>
  );
}
