import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useMemo, useState } from "react";
import { type Commands, commands, unwrap, useKeyset } from "@/api";
import { bytes, count, plural } from "@/format";
import {
  Ago,
  Button,
  Chip,
  type Column,
  CopyButton,
  DataGrid,
  Drawer,
  Failure,
  Json,
  LinkButton,
  Loaded,
  Loading,
  PageHead,
  Panel,
  Plain,
  SelectField,
} from "@/ui";
import { UsedIn } from "../UsedIn";
import { UploadDialog } from "./UploadDialog";

type Version = Commands["DatasetVersion"];
type Case = Commands["DatasetCase"];

const route = getRouteApi("/datasets/$name");

/** A table of cases: its columns with their types, its rows, its versions, its use. */
export function DatasetPage() {
  const { name } = route.useParams();
  const { v } = route.useSearch();
  const navigate = useNavigate({ from: "/datasets/$name" });
  const [uploading, setUploading] = useState(false);
  const shown = useQuery({
    queryKey: ["datasets", name, v ?? "newest"],
    queryFn: ({ signal }) =>
      unwrap(
        v === undefined
          ? commands.GET("/api/v1/datasets/{name}", { params: { path: { name } }, signal })
          : commands.GET("/api/v1/datasets/{name}/versions/{version}", {
              params: { path: { name, version: v } },
              signal,
            }),
      ),
  });
  const versions = useQuery({
    queryKey: ["datasets", name, "versions"],
    queryFn: ({ signal }) =>
      unwrap(
        commands.GET("/api/v1/datasets/{name}/versions", { params: { path: { name }, query: { limit: 100 } }, signal }),
      ),
  });
  return (
    <Loaded query={shown} what={`Dataset “${name}”`} lines={8}>
      {(version) => (
        <>
          <PageHead
            title={<bdi>{version.name}</bdi>}
            badges={<Chip>v{version.version}</Chip>}
            lead={
              <>
                {plural(version.cases, "case")} · {bytes(version.bytes)} of {version.format.toUpperCase()} · uploaded{" "}
                <Ago at={version.createdAt} /> by {version.createdBy}
              </>
            }
            actions={
              <>
                <SelectField
                  label="Version"
                  hideLabel
                  className="w-36"
                  value={String(version.version)}
                  onChange={(event) => void navigate({ search: { v: Number(event.target.value) } })}
                  options={(versions.data?.items ?? [version]).map((one) => ({
                    value: String(one.version),
                    label: `Version ${one.version}`,
                  }))}
                />
                <LinkButton needs="run" to="/sweeps/new" search={{ dataset: version.name }}>
                  Use in a sweep
                </LinkButton>
                <Button
                  needs="write"
                  look="primary"
                  icon={<Upload aria-hidden size={14} />}
                  onClick={() => setUploading(true)}
                >
                  New version
                </Button>
              </>
            }
          />
          <div className="flex flex-col gap-4">
            <Columns version={version} />
            <Cases key={version.version} version={version} />
            <UsedIn dataset={name} />
          </div>
          <UploadDialog open={uploading} onClose={() => setUploading(false)} name={name} />
        </>
      )}
    </Loaded>
  );
}

const ROLES = { var: "variable", expected: "expected answer", id: "id", metadata: "kept beside" } as const;
const TONES = { var: "accent", expected: "good", id: "neutral", metadata: "neutral" } as const;

function Columns({ version }: { version: Version }) {
  return (
    <Panel
      title="Columns"
      note={plural(version.columns.length, "column")}
      tools={<CopyButton text={version.sha256} label="Copy SHA-256" />}
    >
      <ul className="flex flex-wrap gap-2">
        {version.columns.map((column) => (
          <li
            key={column.name}
            className="flex max-w-full items-center gap-2 rounded-md border border-line px-2.5 py-1.5"
          >
            <span className="truncate font-medium">
              <bdi>{column.name}</bdi>
            </span>
            <span className="text-xs text-ink-3">{column.type}</span>
            <Chip tone={TONES[column.role]}>{ROLES[column.role]}</Chip>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function text(value: unknown): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
}

function cellValue(row: Case, column: Commands["Column"]): unknown {
  return column.role === "expected"
    ? row.expected
    : column.role === "id"
      ? row.id
      : column.role === "metadata"
        ? row.metadata[column.name]
        : row.vars[column.name];
}

function Cases({ version }: { version: Version }) {
  const { case: chosen } = route.useSearch();
  const navigate = useNavigate({ from: "/datasets/$name" });
  const { name, version: number } = version;
  const list = useKeyset<Case>(["datasets", name, number, "cases"], (after, signal) =>
    unwrap(
      commands.GET("/api/v1/datasets/{name}/versions/{version}/cases", {
        params: {
          path: { name, version: number },
          query: { limit: 200, ...(after === undefined ? {} : { after: Number(after) }) },
        },
        signal,
      }),
    ),
  );
  const [active, setActive] = useState(chosen);
  const columns = useMemo(
    (): Column<Case>[] => [
      {
        id: "#",
        header: "#",
        name: "Number",
        width: "72px",
        align: "right",
        cell: (row) => <span className="text-ink-3">{count(row.index + 1)}</span>,
      },
      ...version.columns.map((column) => ({
        id: column.name,
        header: <bdi>{column.name}</bdi>,
        width: "minmax(140px, 1fr)",
        cell: (row: Case) => {
          const shown = text(cellValue(row, column)).slice(0, 300);
          return <bdi title={shown}>{shown}</bdi>;
        },
      })),
    ],
    [version.columns],
  );
  const open = (id: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, case: id }), replace: true });
  const row = chosen === undefined ? undefined : list.rows.find((one) => one.id === chosen);
  return (
    <Panel title="Cases" note={`${count(list.rows.length)} of ${count(version.cases)} are here`} flush>
      {list.error && list.rows.length === 0 ? (
        <Failure what="The cases" error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading label="cases" lines={6} />
      ) : (
        <DataGrid
          label="Cases"
          columns={columns}
          rows={list.rows}
          rowKey={(one) => one.id}
          total={version.cases}
          active={active}
          onActive={setActive}
          onOpen={(one) => open(one.id)}
          onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          minWidth={72 + 140 * version.columns.length}
          height="min(60vh, 560px)"
        />
      )}
      <Drawer
        open={row !== undefined}
        onClose={() => open(undefined)}
        title={
          <>
            Case <bdi>{row?.id}</bdi>
          </>
        }
        description={row ? `number ${count(row.index + 1)}` : ""}
      >
        {row ? (
          <div className="flex flex-col gap-4">
            {version.columns
              .filter((column) => column.role !== "id")
              .map((column) => (
                <div key={column.name}>
                  <p className="flex items-center gap-2 pb-1">
                    <span className="caption">
                      <bdi>{column.name}</bdi>
                    </span>{" "}
                    <Chip tone={TONES[column.role]}>{ROLES[column.role]}</Chip>
                  </p>
                  {typeof cellValue(row, column) === "object" && cellValue(row, column) !== null ? (
                    <Json value={cellValue(row, column)} label={column.name} />
                  ) : (
                    <Plain text={text(cellValue(row, column))} label={column.name} />
                  )}
                </div>
              ))}
          </div>
        ) : null}
      </Drawer>
    </Panel>
  );
}
