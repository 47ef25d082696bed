import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { type Access, access, unwrap } from "@/api";
import { AdminsOnly } from "@/pages/AdminsOnly";
import { useSession } from "@/session";
import { Ago, Button, Chip, Confirm, Loaded, notify, PageHead, Table } from "@/ui";
import { AddUserDialog, LinkDialog, RoleDialog } from "./dialogs";
import { USERS, type User } from "./users";

type Open = { what: "add" } | { what: "role" | "link" | "state"; user: User } | undefined;

/** People and their roles. */
export function UsersPage() {
  return (
    <AdminsOnly what="Users">
      <Users />
    </AdminsOnly>
  );
}

function Users() {
  const [open, setOpen] = useState<Open>();
  const users = useQuery({
    queryKey: USERS,
    queryFn: ({ signal }) => unwrap(access.GET("/api/v1/users", { signal })),
  });
  const close = () => setOpen(undefined);
  return (
    <>
      <PageHead
        title="Users"
        lead="Whoever is here sees all sweeps. Editors also change the catalogue and launch sweeps; admins also manage users and keys."
        actions={
          <Button look="primary" icon={<Plus aria-hidden size={14} />} onClick={() => setOpen({ what: "add" })}>
            Add a user
          </Button>
        }
      />
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <Loaded query={users} what="The users" lines={5}>
          {(list) => <UserTable users={list.users} onOpen={setOpen} />}
        </Loaded>
      </div>
      {open?.what === "add" ? <AddUserDialog onClose={close} /> : null}
      {open?.what === "role" ? <RoleDialog user={open.user} onClose={close} /> : null}
      {open?.what === "link" ? <LinkDialog user={open.user} onClose={close} /> : null}
      {open?.what === "state" ? <StateDialog user={open.user} onClose={close} /> : null}
    </>
  );
}

const TONES: Record<Access["Role"], "warn" | "accent" | "neutral"> = {
  admin: "warn",
  editor: "accent",
  viewer: "neutral",
};

function UserTable({ users, onOpen }: { users: User[]; onOpen: (open: Open) => void }) {
  const { who } = useSession();
  return (
    <Table
      label="Users"
      heads={[
        { label: "Name" },
        { label: "Role" },
        { label: "State" },
        { label: "Last seen" },
        { label: "Added" },
        { label: "Actions", hidden: true },
      ]}
    >
      {users.map((user) => (
        <tr key={user.name} className={user.active ? undefined : "text-ink-3"}>
          <th scope="row" className="text-left font-medium">
            <bdi>{user.name}</bdi>
            {user.name === who?.user ? <span className="font-normal text-ink-3"> (you)</span> : null}
          </th>
          <td>
            <Chip tone={TONES[user.role]}>{user.role}</Chip>
          </td>
          <td className="whitespace-nowrap">
            {user.active ? (
              user.hasPassword ? (
                "active"
              ) : (
                <span className="text-ink-2">active, no password</span>
              )
            ) : (
              <Chip tone="bad">deactivated</Chip>
            )}
          </td>
          <td className="whitespace-nowrap text-ink-2">{user.lastSeenAt ? <Ago at={user.lastSeenAt} /> : "never"}</td>
          <td className="whitespace-nowrap text-ink-2">
            <Ago at={user.createdAt} />
          </td>
          <td>
            <span className="flex justify-end gap-1.5">
              <Button size="small" aria-label={`Role of ${user.name}`} onClick={() => onOpen({ what: "role", user })}>
                Role
              </Button>
              <Button
                size="small"
                aria-label={`New link for ${user.name}`}
                disabled={!user.active}
                onClick={() => onOpen({ what: "link", user })}
              >
                New link
              </Button>
              <Button
                size="small"
                look={user.active ? "danger" : "plain"}
                aria-label={`${user.active ? "Deactivate" : "Activate"} ${user.name}`}
                onClick={() => onOpen({ what: "state", user })}
              >
                {user.active ? "Deactivate" : "Activate"}
              </Button>
            </span>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function StateDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () =>
      unwrap(
        access.PATCH("/api/v1/users/{name}", { params: { path: { name: user.name } }, body: { active: !user.active } }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: USERS });
      notify.good({ title: `${user.name} is ${user.active ? "deactivated" : "active again"}` });
      onClose();
    },
  });
  return (
    <Confirm
      title={`${user.active ? "Deactivate" : "Activate"} ${user.name}?`}
      action={user.active ? "Deactivate" : "Activate"}
      busy={change.isPending}
      error={change.error}
      what="The user"
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      {user.active
        ? "Sessions end and keys stop working within five seconds. Sweeps go on, and everything that was made stays. You can activate the user again."
        : "Password and keys work again as before."}
    </Confirm>
  );
}
