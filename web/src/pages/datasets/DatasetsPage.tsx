import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { type Commands, commands, unwrap, useKeyset } from "@/api";
import { bytes, count } from "@/format";
import { NamedList } from "@/pages/NamedList";
import { Ago, Button, Chip, type Column } from "@/ui";
import { UploadDialog } from "./UploadDialog";

const route = getRouteApi("/datasets");

/** Tables of cases by name, each with its newest version. */
export function DatasetsPage() {
  const { q, upload } = route.useSearch();
  const navigate = useNavigate({ from: "/datasets" });
  const list = useKeyset<Commands["DatasetVersion"]>(["datasets", "list"], (after, signal) =>
    unwrap(
      commands.GET("/api/v1/datasets", { params: { query: { limit: 500, ...(after ? { after } : {}) } }, signal }),
    ),
  );
  const setUpload = (open: boolean) =>
    void navigate({ search: (before) => ({ ...before, upload: open ? "yes" : undefined }), replace: true });
  const button = (
    <Button needs="write" look="primary" icon={<Upload aria-hidden size={14} />} onClick={() => setUpload(true)}>
      Upload a file
    </Button>
  );
  return (
    <>
      <NamedList
        title="Datasets"
        lead="Tables of cases: variables for the prompts, an expected answer where there is one."
        what="dataset"
        action={button}
        list={list}
        columns={COLUMNS}
        filter={q}
        onFilter={(filter) => void navigate({ search: { q: filter }, replace: true })}
        onOpen={(row) => void navigate({ to: "/datasets/$name", params: { name: row.name } })}
        minWidth={820}
        empty={
          <>
            A CSV, JSONL, JSON or YAML file with one case per row. Columns become variables; a column{" "}
            <code>expected</code> is the reference answer.
          </>
        }
      />
      <UploadDialog open={upload === "yes"} onClose={() => setUpload(false)} />
    </>
  );
}

const COLUMNS: Column<Commands["DatasetVersion"]>[] = [
  {
    id: "name",
    header: "Dataset",
    width: "minmax(180px, 2fr)",
    cell: (row) => <bdi className="font-medium">{row.name}</bdi>,
  },
  { id: "version", header: "Newest version", width: "120px", align: "right", cell: (row) => `v${row.version}` },
  { id: "cases", header: "Cases", width: "110px", align: "right", cell: (row) => count(row.cases) },
  {
    id: "columns",
    header: "Columns",
    width: "minmax(200px, 2fr)",
    cell: (row) => (
      <span className="flex gap-1 overflow-hidden">
        {row.columns.slice(0, 6).map((column) => (
          <Chip
            key={column.name}
            tone={column.role === "expected" ? "good" : column.role === "var" ? "accent" : "neutral"}
          >
            <bdi>{column.name}</bdi>
          </Chip>
        ))}
        {row.columns.length > 6 ? <span className="text-xs text-ink-3">+{row.columns.length - 6}</span> : null}
      </span>
    ),
  },
  { id: "bytes", header: "Size", width: "100px", align: "right", cell: (row) => bytes(row.bytes) },
  {
    id: "created",
    header: "Uploaded",
    width: "130px",
    align: "right",
    cell: (row) => (
      <span className="text-ink-2">
        <Ago at={row.createdAt} />
      </span>
    ),
  },
];
