import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type Commands, commands, unwrap, useKeyset } from "@/api";
import { NamedList } from "@/pages/NamedList";
import { Ago, Chip, type Column, LinkButton } from "@/ui";

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
  const list = useKeyset<Commands["PromptSummary"]>(["prompts", "list"], (after, signal) =>
    unwrap(commands.GET("/api/v1/prompts", { params: { query: { limit: 500, ...(after ? { after } : {}) } }, signal })),
  );
  return (
    <NamedList
      title="Prompts"
      lead="Chat templates with versions that never change and labels that move."
      what="prompt"
      action={NEW}
      list={list}
      columns={COLUMNS}
      filter={q}
      onFilter={(filter) => void navigate({ search: { q: filter }, replace: true })}
      onOpen={(row) => void navigate({ to: "/prompts/$name", params: { name: row.name } })}
      empty={
        <>
          Prompts that you save here can be used by name in every sweep, by version (<code>terse@3</code>) or by label (
          <code>terse@production</code>).
        </>
      }
    />
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
