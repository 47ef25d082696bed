import { useQuery } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useState } from "react";
import { type Commands, commands, unwrap } from "@/api";
import { count, plural } from "@/format";
import { Button, Chip, classes, Empty, Loaded, Panel, TextField } from "@/ui";
import { UploadDialog } from "../datasets/UploadDialog";
import { datasetOf } from "./spec";
import type { StepProps } from "./WizardPage";

/** Which cases, and how many of them. */
export function DatasetStep({ spec, change }: StepProps) {
  const [uploading, setUploading] = useState(false);
  const list = useQuery({
    queryKey: ["datasets", "all"],
    queryFn: ({ signal }) => unwrap(commands.GET("/api/v1/datasets", { params: { query: { limit: 1000 } }, signal })),
  });
  const dataset = datasetOf(spec);
  const chosen = list.data?.items.find((one) => one.name === dataset.name);
  const upload = (
    <Button size="small" icon={<Upload aria-hidden size={13} />} onClick={() => setUploading(true)}>
      Upload a file
    </Button>
  );
  return (
    <>
      <Panel
        title="Dataset"
        note="the newest version is taken when the sweep is launched, unless you name one"
        tools={upload}
      >
        <Loaded query={list} what="The datasets" lines={4}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title="No dataset yet" action={upload}>
                One case per row: its columns fill the prompts’ variables.
              </Empty>
            ) : (
              <div role="radiogroup" aria-label="Dataset" className="grid grid-cols-1 gap-2 sm:grid-cols-2">
                {page.items.map((one) => (
                  <label
                    key={one.name}
                    className={classes(
                      "flex cursor-pointer items-start gap-2.5 rounded-md border p-3",
                      one.name === dataset.name
                        ? "border-accent-line bg-accent-soft/60"
                        : "border-line hover:border-line-strong",
                    )}
                  >
                    <input
                      type="radio"
                      name="dataset"
                      className="mt-1 accent-(--accent)"
                      checked={one.name === dataset.name}
                      onChange={() =>
                        change({
                          dataset: { name: one.name, ...(dataset.limit === undefined ? {} : { limit: dataset.limit }) },
                        })
                      }
                    />
                    <span className="min-w-0">
                      <span className="block truncate font-medium">
                        <bdi>{one.name}</bdi>
                      </span>
                      <span className="block text-xs text-ink-3">
                        v{one.version} · {plural(one.cases, "case")}
                      </span>
                    </span>
                  </label>
                ))}
              </div>
            )
          }
        </Loaded>
      </Panel>
      {chosen ? (
        <Panel title="Of it">
          <div className="flex flex-wrap items-end gap-3 pb-3">
            <TextField
              label="First cases only"
              type="number"
              min={1}
              max={chosen.cases}
              className="w-36"
              placeholder={`all ${count(chosen.cases)}`}
              value={dataset.limit ?? ""}
              onChange={(event) => {
                const { limit: _limit, ...rest } = dataset;
                change({ dataset: event.target.value === "" ? rest : { ...rest, limit: Number(event.target.value) } });
              }}
            />
            <TextField
              label="Version"
              type="number"
              min={1}
              max={chosen.version}
              className="w-36"
              placeholder={`newest (${chosen.version})`}
              value={dataset.version ?? ""}
              onChange={(event) => {
                const { version: _version, ...rest } = dataset;
                change({
                  dataset: event.target.value === "" ? rest : { ...rest, version: Number(event.target.value) },
                });
              }}
            />
          </div>
          <Sample dataset={chosen} />
        </Panel>
      ) : null}
      <UploadDialog open={uploading} onClose={() => setUploading(false)} />
    </>
  );
}

function Sample({ dataset }: { dataset: Commands["DatasetVersion"] }) {
  const { name, version } = dataset;
  const cases = useQuery({
    queryKey: ["datasets", name, version, "sample"],
    queryFn: ({ signal }) =>
      unwrap(
        commands.GET("/api/v1/datasets/{name}/versions/{version}/cases", {
          params: { path: { name, version }, query: { limit: 3 } },
          signal,
        }),
      ),
  });
  const columns = dataset.columns.filter((column) => column.role === "var" || column.role === "expected");
  return (
    <Loaded query={cases} what="The sample" lines={3}>
      {(page) => (
        <div
          className="overflow-auto rounded-md border border-line"
          tabIndex={0}
          role="region"
          aria-label="First cases"
        >
          <table className="w-full min-w-[560px] table-fixed text-xs">
            <thead className="bg-sunken text-left">
              <tr>
                {columns.map((column) => (
                  <th key={column.name} scope="col" className="px-3 py-1.5 font-medium">
                    <bdi>{column.name}</bdi> <span className="font-normal text-ink-3">{column.type}</span>{" "}
                    {column.role === "expected" ? <Chip tone="good">expected</Chip> : null}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {page.items.map((one) => (
                <tr key={one.id} className="border-t border-line/70 align-top">
                  {columns.map((column) => {
                    const value = column.role === "expected" ? one.expected : one.vars[column.name];
                    return (
                      <td key={column.name} className="px-3 py-1.5">
                        <span className="inert line-clamp-3">
                          {typeof value === "string" ? value : JSON.stringify(value)}
                        </span>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Loaded>
  );
}
