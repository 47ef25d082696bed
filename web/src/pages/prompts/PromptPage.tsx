import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Pencil, Tag } from "lucide-react";
import { useState } from "react";
import { type Commands, commands, unwrap, useKeyset } from "@/api";
import { plural } from "@/format";
import {
  Ago,
  Button,
  Chip,
  classes,
  Dialog,
  Failure,
  LinkButton,
  Loaded,
  notify,
  PageHead,
  Panel,
  Plain,
  SelectField,
  TextField,
} from "@/ui";
import { UsedIn } from "../UsedIn";
import { type EditedMessage, fromEdited, toEdited } from "./messages";
import { PromptDiff } from "./PromptDiff";
import { PromptEditor } from "./PromptEditor";

type Version = Commands["PromptVersion"];

const route = getRouteApi("/prompts/$name");

/** A prompt: its versions, the difference between two, its labels, its use; and the editor that makes the next version. */
export function PromptPage() {
  const { name } = route.useParams();
  const { v, diff, edit } = route.useSearch();
  const navigate = useNavigate({ from: "/prompts/$name" });
  const shown = useQuery({
    queryKey: ["prompts", name, v ?? "newest"],
    queryFn: ({ signal }) =>
      unwrap(
        v === undefined
          ? commands.GET("/api/v1/prompts/{name}", { params: { path: { name } }, signal })
          : commands.GET("/api/v1/prompts/{name}/versions/{version}", {
              params: { path: { name, version: v } },
              signal,
            }),
      ),
  });
  const versions = useKeyset<Version>(["prompts", name, "versions"], (after, signal) =>
    unwrap(
      commands.GET("/api/v1/prompts/{name}/versions", {
        params: { path: { name }, query: { limit: 100, ...(after ? { after: Number(after) } : {}) } },
        signal,
      }),
    ),
  );
  return (
    <Loaded query={shown} what={`Prompt “${name}”`} lines={8}>
      {(version) => (
        <>
          <PageHead
            title={<bdi>{version.name}</bdi>}
            badges={
              <>
                <Chip>v{version.version}</Chip>
                {version.labels.map((label) => (
                  <Chip key={label} tone="accent" icon={<Tag aria-hidden size={11} />}>
                    {label}
                  </Chip>
                ))}
              </>
            }
            lead={
              version.description ? (
                <bdi>{version.description}</bdi>
              ) : (
                <>
                  saved <Ago at={version.createdAt} /> by {version.createdBy}
                </>
              )
            }
            actions={
              edit ? null : (
                <>
                  <LabelButton version={version} />
                  <LinkButton needs="run" to="/sweeps/new" search={{ prompt: version.name }}>
                    Use in a sweep
                  </LinkButton>
                  <Button
                    needs="write"
                    look="primary"
                    icon={<Pencil aria-hidden size={14} />}
                    onClick={() => void navigate({ search: { v, edit: "yes" } })}
                  >
                    Edit
                  </Button>
                </>
              )
            }
          />
          {edit ? (
            <Editing
              key={version.version}
              version={version}
              onDone={(saved) => void navigate({ search: saved === undefined ? { v } : {} })}
            />
          ) : (
            <div className="grid grid-cols-1 gap-4 xl:grid-cols-[minmax(0,1fr)_340px]">
              <div className="flex min-w-0 flex-col gap-4">
                {diff === undefined ? (
                  <Messages version={version} />
                ) : (
                  <PromptDiff name={name} from={Math.min(diff, version.version)} to={Math.max(diff, version.version)} />
                )}
                <UsedIn prompt={name} />
              </div>
              <Panel
                title="Versions"
                note={versions.rows.length > 0 ? plural(versions.rows.length, "version") : null}
                flush
                className="self-start"
              >
                <div className="border-t border-line px-4 py-2.5">
                  <SelectField
                    label="Compare with"
                    value={diff === undefined ? "" : String(diff)}
                    onChange={(event) =>
                      void navigate({
                        search: { v, diff: event.target.value ? Number(event.target.value) : undefined },
                        replace: true,
                      })
                    }
                    options={[
                      { value: "", label: "nothing" },
                      ...versions.rows
                        .filter((one) => one.version !== version.version)
                        .map((one) => ({ value: String(one.version), label: `version ${one.version}` })),
                    ]}
                  />
                </div>
                <ol>
                  {versions.rows.map((one) => (
                    <li
                      key={one.version}
                      className={classes(
                        "border-t border-line/70",
                        one.version === version.version && "bg-accent-soft/60",
                      )}
                    >
                      <Link
                        to="/prompts/$name"
                        params={{ name }}
                        search={{ v: one.version, diff }}
                        aria-current={one.version === version.version || undefined}
                        className="flex min-h-11 flex-wrap items-center gap-2 px-4 py-1.5 hover:bg-sunken"
                      >
                        <span className="font-medium">v{one.version}</span>
                        {one.labels.map((label) => (
                          <Chip key={label} tone="accent">
                            {label}
                          </Chip>
                        ))}
                        <span className="ml-auto text-xs text-ink-3">
                          <Ago at={one.createdAt} />
                        </span>
                      </Link>
                    </li>
                  ))}
                </ol>
                {versions.hasNextPage ? (
                  <div className="border-t border-line p-2">
                    <Button
                      size="small"
                      busy={versions.isFetchingNextPage}
                      onClick={() => void versions.fetchNextPage()}
                    >
                      Older ones
                    </Button>
                  </div>
                ) : null}
              </Panel>
            </div>
          )}
        </>
      )}
    </Loaded>
  );
}

function Messages({ version }: { version: Version }) {
  return (
    <Panel
      title="Messages"
      note={version.variables.length > 0 ? plural(version.variables.length, "variable") : "no variables"}
      tools={version.variables.map((name) => (
        <Chip key={name} tone="accent">
          <bdi>{`{{${name}}}`}</bdi>
        </Chip>
      ))}
    >
      <ol className="flex flex-col gap-3">
        {version.messages.map((message, index) => (
          <li key={index}>
            <p className="caption pb-1">{message.role}</p>
            <Plain
              label={`message ${index + 1}`}
              text={typeof message.content === "string" ? message.content : JSON.stringify(message, null, 2)}
            />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Editing({ version, onDone }: { version: Version; onDone: (saved: Version | undefined) => void }) {
  const client = useQueryClient();
  const [messages, setMessages] = useState<EditedMessage[]>(() => toEdited(version.messages));
  const [description, setDescription] = useState(version.description ?? "");
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        commands.POST("/api/v1/prompts", {
          body: { name: version.name, messages: fromEdited(messages), ...(description ? { description } : {}) },
        }),
      ),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ["prompts"] });
      notify.good(
        saved.version === version.version
          ? { title: "Nothing has changed", detail: `These are the messages of version ${saved.version}.` }
          : { title: `Version ${saved.version} is saved` },
      );
      onDone(saved);
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label="Description"
          className="w-96 max-w-full"
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <div className="ml-auto flex gap-2">
          <Button onClick={() => onDone(undefined)}>Discard</Button>
          <Button needs="write" look="primary" type="submit" busy={save.isPending}>
            Save as a new version
          </Button>
        </div>
      </div>
      {save.error ? <Failure compact what="The version" error={save.error} /> : null}
      <PromptEditor messages={messages} onChange={setMessages} />
    </form>
  );
}

function LabelButton({ version }: { version: Version }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState("production");
  const set = useMutation({
    mutationFn: () =>
      unwrap(
        commands.PUT("/api/v1/prompts/{name}/labels/{label}", {
          params: { path: { name: version.name, label: label.trim() } },
          body: { version: version.version },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["prompts"] });
      notify.good({ title: `${label.trim()} is version ${version.version} now` });
      setOpen(false);
    },
  });
  const remove = useMutation({
    mutationFn: (name: string) =>
      unwrap(
        commands.DELETE("/api/v1/prompts/{name}/labels/{label}", {
          params: { path: { name: version.name, label: name } },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["prompts"] }),
    onError: (thrown) => notify.error("The label is still there", thrown),
  });
  return (
    <>
      <Button needs="write" icon={<Tag aria-hidden size={14} />} onClick={() => setOpen(true)}>
        Label
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Label version ${version.version}`}
        description="A label points at one version; sweeps that name it take the version it points at when they are launched."
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button look="primary" busy={set.isPending} disabled={label.trim() === ""} onClick={() => set.mutate()}>
              Point it here
            </Button>
          </>
        }
      >
        <TextField
          label="Label"
          value={label}
          onChange={(event) => setLabel(event.target.value)}
          error={set.error?.message}
        />
        {version.labels.length > 0 ? (
          <ul className="flex flex-wrap gap-2 pt-4">
            {version.labels.map((name) => (
              <li key={name}>
                <Button size="small" onClick={() => remove.mutate(name)}>
                  Remove {name}
                </Button>
              </li>
            ))}
          </ul>
        ) : null}
      </Dialog>
    </>
  );
}
