import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { type Commands, commands, unwrap, useKeyset } from "@/api";
import { plural } from "@/format";
import { Ago, Chip, type Column, DataGrid, Empty, Failure, LinkButton, Loading, PageHead, TextField } from "@/ui";

const route = getRouteApi("/prompts");

const NEW = (
  <LinkButton needs="write" to="/prompts/new" look="primary" icon={<Plus aria-hidden size={15} />}>
    New prompt
  </LinkButton>
);

/** Prompts by name, each with its newest version and its labels. */
export function PromptsPage() {
  const { q } = route.useSearch();
  const navigate = useNavigate({ from: "/prompts" });
  const [active, setActive] = useState<string>();
  const list = useKeyset<Commands["PromptSummary"]>(["prompts", "list"], (after, signal) =>
    unwrap(commands.GET("/api/v1/prompts", { params: { query: { limit: 500, ...(after ? { after } : {}) } }, signal })),
  );
  const needle = (q ?? "").toLowerCase();
  const rows = list.rows.filter((row) => row.name.toLowerCase().includes(needle));
  return (
    <>
      <PageHead
        title="Prompts"
        lead="Chat templates with versions that never change and labels that move."
        actions={NEW}
      />
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        {list.error && list.rows.length === 0 ? (
          <Failure what="The list of prompts" error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading label="prompts" lines={6} />
        ) : list.rows.length === 0 ? (
          <Empty title="No prompt yet" action={NEW}>
            Prompts that you save here can be used by name in every sweep, by version (<code>terse@3</code>) or by label
            (<code>terse@production</code>).
          </Empty>
        ) : (
          <>
            <div className="flex items-center gap-2 px-3 py-2.5">
              <TextField
                label="Filter by name"
                hideLabel
                type="search"
                placeholder="Name"
                className="w-72"
                defaultValue={q ?? ""}
                onChange={(event) => void navigate({ search: { q: event.target.value || undefined }, replace: true })}
              />
              <span role="status" className="ml-auto text-xs text-ink-3">
                {plural(rows.length, "prompt")}
                {list.hasNextPage ? " so far" : ""}
              </span>
            </div>
            {rows.length === 0 ? (
              <Empty title="No prompt matches">Change the filter.</Empty>
            ) : (
              <DataGrid
                label="Prompts"
                columns={COLUMNS}
                rows={rows}
                rowKey={(row) => row.name}
                active={active}
                onActive={setActive}
                onOpen={(row) => void navigate({ to: "/prompts/$name", params: { name: row.name } })}
                onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
              />
            )}
          </>
        )}
      </div>
    </>
  );
}

const COLUMNS: Column<Commands["PromptSummary"]>[] = [
  {
    id: "name",
    header: "Prompt",
    width: "minmax(200px, 2fr)",
    cell: (row) => <bdi className="font-medium">{row.name}</bdi>,
  },
  { id: "latest", header: "Newest version", width: "130px", align: "right", cell: (row) => `v${row.latest}` },
  {
    id: "labels",
    header: "Labels",
    width: "minmax(180px, 2fr)",
    cell: (row) => (
      <span className="flex gap-1.5 overflow-hidden">
        {Object.entries(row.labels ?? {}).map(([label, version]) => (
          <Chip key={label} tone="accent">
            {label} → v{version}
          </Chip>
        ))}
      </span>
    ),
  },
  {
    id: "updated",
    header: "Changed",
    width: "140px",
    align: "right",
    cell: (row) => (
      <span className="text-ink-2">
        <Ago at={row.updatedAt} />
      </span>
    ),
  },
];
