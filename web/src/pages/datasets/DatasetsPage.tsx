import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useState } from "react";
import { type Commands, commands, unwrap, useKeyset } from "@/api";
import { bytes, count, plural } from "@/format";
import { Ago, Button, Chip, type Column, DataGrid, Empty, Failure, Loading, PageHead, TextField } from "@/ui";
import { UploadDialog } from "./UploadDialog";

const route = getRouteApi("/datasets");

/** Tables of cases by name, each with its newest version. */
export function DatasetsPage() {
  const { q, upload } = route.useSearch();
  const navigate = useNavigate({ from: "/datasets" });
  const [active, setActive] = useState<string>();
  const list = useKeyset<Commands["DatasetVersion"]>(["datasets", "list"], (after, signal) =>
    unwrap(
      commands.GET("/api/v1/datasets", { params: { query: { limit: 500, ...(after ? { after } : {}) } }, signal }),
    ),
  );
  const rows = list.rows.filter((row) => row.name.toLowerCase().includes((q ?? "").toLowerCase()));
  const setUpload = (open: boolean) =>
    void navigate({ search: (before) => ({ ...before, upload: open ? "yes" : undefined }), replace: true });
  const button = (
    <Button needs="write" look="primary" icon={<Upload aria-hidden size={14} />} onClick={() => setUpload(true)}>
      Upload a file
    </Button>
  );
  return (
    <>
      <PageHead
        title="Datasets"
        lead="Tables of cases: variables for the prompts, an expected answer where there is one."
        actions={button}
      />
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        {list.error && list.rows.length === 0 ? (
          <Failure what="The list of datasets" error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading label="datasets" lines={6} />
        ) : list.rows.length === 0 ? (
          <Empty title="No dataset yet" action={button}>
            A CSV, JSONL, JSON or YAML file with one case per row. Columns become variables; a column{" "}
            <code>expected</code> is the reference answer.
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
                {plural(rows.length, "dataset")}
                {list.hasNextPage ? " so far" : ""}
              </span>
            </div>
            {rows.length === 0 ? (
              <Empty title="No dataset matches">Change the filter.</Empty>
            ) : (
              <DataGrid
                label="Datasets"
                columns={COLUMNS}
                rows={rows}
                rowKey={(row) => row.name}
                active={active}
                onActive={setActive}
                onOpen={(row) => void navigate({ to: "/datasets/$name", params: { name: row.name } })}
                onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
                minWidth={820}
              />
            )}
          </>
        )}
      </div>
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
