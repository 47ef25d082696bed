import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { bytes, percent, plural } from "@/format";
import { Button, Dialog, Failure, notify, SelectField, TextField } from "@/ui";
import { formatOf, nameFor, type UploadOptions, upload } from "./upload";

const NOTHING: UploadOptions = { name: "", format: "", expected: "", id: "", metadata: "" };

/** A file becomes a version of a dataset. `name` fixed: a further version of that one. */
export function UploadDialog({ open, onClose, name }: { open: boolean; onClose: () => void; name?: string }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [options, setOptions] = useState<UploadOptions>({ ...NOTHING, name: name ?? "" });
  const [sent, setSent] = useState(0);
  const abort = useRef<AbortController>(undefined);
  const send = useMutation({
    mutationFn: () => {
      if (!file) {
        throw new Error("choose a file first");
      }
      abort.current = new AbortController();
      setSent(0);
      return upload(file, options, setSent, abort.current.signal);
    },
    onSuccess: (version) => {
      void client.invalidateQueries({ queryKey: ["datasets"] });
      notify.good({
        title: `${version.name} v${version.version}`,
        detail: `${plural(version.cases, "case")}, ${plural(version.columns.length, "column")}`,
      });
      close();
      void navigate({ to: "/datasets/$name", params: { name: version.name }, search: { v: version.version } });
    },
  });
  const close = () => {
    abort.current?.abort();
    send.reset();
    setFile(undefined);
    onClose();
  };
  const set = (key: keyof UploadOptions) => (event: { target: { value: string } }) =>
    setOptions((before) => ({ ...before, [key]: event.target.value }));
  const aborted = send.error instanceof DOMException && send.error.name === "AbortError";
  return (
    <Dialog
      open={open}
      onClose={close}
      title={name ? `New version of ${name}` : "Upload a dataset"}
      description="CSV, JSONL, JSON or YAML, one case per row. Everything is imported, or nothing."
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="primary"
            busy={send.isPending}
            disabled={!file || options.name.trim() === ""}
            onClick={() => send.mutate()}
          >
            Upload
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextField
          label="File"
          type="file"
          accept=".csv,.jsonl,.ndjson,.json,.yaml,.yml"
          className="[&_input]:py-1"
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            setFile(chosen);
            if (chosen) {
              setOptions((before) => ({
                ...before,
                format: formatOf(chosen.name) || before.format,
                name: name ?? nameFor(before.name, file, chosen),
              }));
            }
          }}
          hint={file ? bytes(file.size) : undefined}
        />
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
          <TextField
            label="Name"
            required
            disabled={name !== undefined}
            value={options.name}
            onChange={set("name")}
            maxLength={128}
          />
          <SelectField
            label="Format"
            value={options.format}
            onChange={set("format")}
            options={[
              { value: "", label: "as its name says" },
              { value: "csv", label: "CSV" },
              { value: "jsonl", label: "JSONL" },
              { value: "json", label: "JSON" },
              { value: "yaml", label: "YAML" },
            ]}
          />
          <TextField
            label="Column with the expected answer"
            placeholder="expected"
            value={options.expected}
            onChange={set("expected")}
          />
          <TextField
            label="Column with the id"
            placeholder="id, or the row’s number"
            value={options.id}
            onChange={set("id")}
          />
          <TextField
            label="Columns kept beside the variables"
            className="sm:col-span-2"
            placeholder="comma separated"
            value={options.metadata}
            onChange={set("metadata")}
          />
        </div>
        {send.isPending && file ? (
          <div>
            <progress className="h-2 w-full accent-(--accent)" max={file.size} value={sent} aria-label="Upload" />
            <p className="text-xs text-ink-2" role="status">
              {sent < file.size
                ? `${bytes(sent)} of ${bytes(file.size)}, ${percent(sent / file.size, 0)}`
                : "Sent; the server reads and checks it."}
            </p>
          </div>
        ) : null}
        {send.error && !aborted ? (
          <Failure compact what="The file" refused="Nothing was imported" error={send.error} />
        ) : null}
      </div>
    </Dialog>
  );
}
