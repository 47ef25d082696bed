import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { access, unwrap } from "@/api";
import { dateTime, usd } from "@/format";
import { useSession } from "@/session";
import { Ago, Button, Chip, Confirm, Empty, Loaded, notify, Panel, Segments, Table, useNow } from "@/ui";
import { KEYS, type Key } from "./keys";
import { NewKeyDialog } from "./NewKeyDialog";

const route = getRouteApi("/settings/keys");

/** Keys with which machines come in: one's own, for admins everybody's. */
export function KeysPage() {
  const { all = false } = route.useSearch();
  const navigate = useNavigate({ from: "/settings/keys" });
  const { who } = useSession();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key>();
  const keys = useQuery({
    queryKey: KEYS,
    queryFn: ({ signal }) => unwrap(access.GET("/api/v1/keys", { signal })),
  });
  const admin = who?.scopes.includes("admin") === true;
  const make = (
    <Button look="primary" size="small" icon={<Plus aria-hidden size={14} />} onClick={() => setMaking(true)}>
      New key
    </Button>
  );
  return (
    <>
      <Panel
        title="API keys"
        note="for the command line, MCP clients and scripts"
        flush
        tools={
          <>
            {admin ? (
              <Segments
                label="Whose keys"
                value={all ? "all" : "mine"}
                options={[
                  { value: "mine", label: "Mine" },
                  { value: "all", label: "Everybody's" },
                ]}
                onChange={(value) => void navigate({ search: value === "all" ? { all: true } : {}, replace: true })}
              />
            ) : null}
            {make}
          </>
        }
      >
        <Loaded query={keys} what="The keys" lines={4}>
          {(list) => {
            const shown = list.keys.filter((key) => all || key.owner === who?.user);
            return shown.length === 0 ? (
              <Empty title="No key yet" action={make}>
                A key lets a program act as you, within the scopes that you give it. Send it as{" "}
                <code>Authorization: Bearer pl_…</code>.
              </Empty>
            ) : (
              <KeyTable keys={shown} owners={all} onRevoke={setRevoking} />
            );
          }}
        </Loaded>
      </Panel>
      {making ? <NewKeyDialog onClose={() => setMaking(false)} /> : null}
      {revoking ? <Revoke key={revoking.id} of={revoking} onClose={() => setRevoking(undefined)} /> : null}
    </>
  );
}

function KeyTable({ keys, owners, onRevoke }: { keys: Key[]; owners: boolean; onRevoke: (key: Key) => void }) {
  const now = useNow();
  return (
    <Table
      label="API keys"
      heads={[
        { label: "Key" },
        ...(owners ? [{ label: "Owner" }] : []),
        { label: "May" },
        { label: "Spend per day", align: "right" },
        { label: "Last used" },
        { label: "Ends" },
        { label: "Actions", hidden: true },
      ]}
    >
      {keys.map((key) => {
        const ended = key.revokedAt ?? (key.expiresAt && Date.parse(key.expiresAt) < now ? key.expiresAt : undefined);
        return (
          <tr key={key.id} className={ended ? "text-ink-3" : undefined}>
            <th scope="row" className="max-w-64 text-left font-normal">
              <span className="flex items-center gap-2">
                <KeyRound aria-hidden size={14} className="shrink-0 text-ink-3" />
                <bdi className="truncate font-medium" title={key.name}>
                  {key.name}
                </bdi>
              </span>
              <code className="pl-5.5 text-2xs text-ink-3">{key.id}</code>
            </th>
            {owners ? (
              <td>
                <bdi>{key.owner}</bdi>
              </td>
            ) : null}
            <td>
              <span className="flex gap-1">
                {key.scopes.map((scope) => (
                  <Chip key={scope} tone={scope === "admin" ? "warn" : "neutral"}>
                    {scope}
                  </Chip>
                ))}
              </span>
            </td>
            <td className="num whitespace-nowrap">
              {key.dailySpendUsd === undefined ? (
                <span className="text-ink-3">no cap</span>
              ) : (
                <>
                  {usd(key.spentTodayUsd ?? 0)} <span className="text-ink-3">of {usd(key.dailySpendUsd)}</span>
                </>
              )}
            </td>
            <td className="whitespace-nowrap text-ink-2">{key.lastUsedAt ? <Ago at={key.lastUsedAt} /> : "never"}</td>
            <td className="whitespace-nowrap">
              {key.revokedAt ? (
                <Chip tone="bad" title={dateTime(key.revokedAt)}>
                  revoked
                </Chip>
              ) : ended ? (
                <Chip tone="warn" title={dateTime(ended)}>
                  ended
                </Chip>
              ) : key.expiresAt ? (
                <span className="text-ink-2">{dateTime(key.expiresAt)}</span>
              ) : (
                <span className="text-ink-3">never</span>
              )}
            </td>
            <td className="text-right">
              {ended ? null : (
                <Button size="small" look="danger" onClick={() => onRevoke(key)} aria-label={`Revoke ${key.name}`}>
                  Revoke
                </Button>
              )}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

function Revoke({ of, onClose }: { of: Key; onClose: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => unwrap(access.DELETE("/api/v1/keys/{keyId}", { params: { path: { keyId: of.id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: KEYS });
      notify.good({ title: `${of.name} is revoked`, detail: "It stops working everywhere within five seconds." });
      onClose();
    },
  });
  return (
    <Confirm
      title={`Revoke “${of.name}”?`}
      action="Revoke the key"
      busy={revoke.isPending}
      error={revoke.error}
      what="The key"
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      Whatever uses <code>{of.id}</code> is refused within five seconds. This cannot be taken back; sweeps that it
      launched go on.
    </Confirm>
  );
}
