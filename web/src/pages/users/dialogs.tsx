import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Access, access, asApiError, unwrap } from "@/api";
import { dateTime } from "@/format";
import { Button, Dialog, Failure, notify, ShownOnce, TextField } from "@/ui";
import { linkOf, USERS, type User } from "./users";

type Role = Access["Role"];

const ROLES: readonly { role: Role; what: string }[] = [
  { role: "viewer", what: "sees everything, changes nothing" },
  { role: "editor", what: "changes prompts and datasets, launches and steers sweeps" },
  { role: "admin", what: "also manages users and keys, reads the audit log" },
];

function RoleChoice({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="pb-1 text-xs font-medium text-ink-2">Role</legend>
      {ROLES.map(({ role, what }) => (
        <label key={role} className="flex min-h-8 cursor-pointer items-start gap-2">
          <input
            type="radio"
            name="role"
            className="mt-0.5 size-4 accent-(--accent)"
            checked={value === role}
            onChange={() => onChange(role)}
          />
          <span>
            <span className="font-medium">{role}</span> <span className="text-ink-2">{what}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Link({ name, link }: { name: string; link: Access["Link"] }) {
  return (
    <ShownOnce
      label={`Link for ${name}`}
      value={linkOf(link.token)}
      note={`It is shown only now, works once, and until ${dateTime(link.expiresAt)}. Give it to ${name} over a way that nobody else reads: whoever opens it is ${name}.`}
    />
  );
}

/** A user and the link that opens the first session. */
export function AddUserDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const add = useMutation({
    mutationFn: () => unwrap(access.POST("/api/v1/users", { body: { name: name.trim(), role } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: USERS }),
  });
  if (add.data) {
    return (
      <Dialog
        open
        firm
        onClose={onClose}
        title={`${add.data.user.name} is added`}
        footer={
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <Link name={add.data.user.name} link={add.data.link} />
      </Dialog>
    );
  }
  const failure = add.error ? asApiError(add.error) : undefined;
  const wrong =
    failure?.problem.errors?.find((one) => one.field === "name")?.message ??
    (failure?.status === 409 ? failure.message : undefined);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a user"
      description="You get a link that opens the first session."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="add-user" busy={add.isPending} disabled={name.trim() === ""}>
            Add
          </Button>
        </>
      }
    >
      <form
        id="add-user"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextField
          label="Name"
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          pattern="[a-z][a-z0-9._\-]{1,39}"
          title="2 to 40 of a–z, 0–9, dot, dash and underscore, a letter first"
          hint="Small letters, digits, dot, dash, underscore"
          value={name}
          error={wrong}
          onChange={(event) => setName(event.target.value)}
        />
        <RoleChoice value={role} onChange={setRole} />
        {add.error && !wrong ? <Failure compact what="The user" error={add.error} /> : null}
      </form>
    </Dialog>
  );
}

/** Another role, which takes effect everywhere within seconds. */
export function RoleDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const [role, setRole] = useState<Role>(user.role);
  const change = useMutation({
    mutationFn: () =>
      unwrap(access.PATCH("/api/v1/users/{name}", { params: { path: { name: user.name } }, body: { role } })),
    onSuccess: (changed) => {
      void client.invalidateQueries({ queryKey: USERS });
      notify.good({ title: `${changed.name} is ${changed.role} now` });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Role of ${user.name}`}
      description="Takes effect within five seconds, on open pages too."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={change.isPending} disabled={role === user.role} onClick={() => change.mutate()}>
            Change
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RoleChoice value={role} onChange={setRole} />
        {change.error ? <Failure compact what="The role" error={change.error} /> : null}
      </div>
    </Dialog>
  );
}

/** A new one-time link, for example for a lost password. */
export function LinkDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const make = useMutation({
    mutationFn: () => unwrap(access.POST("/api/v1/users/{name}/links", { params: { path: { name: user.name } } })),
  });
  return (
    <Dialog
      open
      firm={make.data !== undefined}
      onClose={onClose}
      title={`New link for ${user.name}`}
      footer={
        make.data ? (
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" busy={make.isPending} onClick={() => make.mutate()}>
              Make the link
            </Button>
          </>
        )
      }
    >
      {make.data ? (
        <Link name={user.name} link={make.data} />
      ) : (
        <div className="flex flex-col gap-3">
          {make.error ? <Failure compact what="The link" error={make.error} /> : null}
          <p className="text-ink-2">
            It opens a session of {user.name}, where a new password can be set. Earlier links of {user.name} end.
          </p>
        </div>
      )}
    </Dialog>
  );
}
