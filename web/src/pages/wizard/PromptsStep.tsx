import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { commands, unwrap } from "@/api";
import { Button, CheckField, CodeEditor, IconButton, Loaded, Panel, SelectField, TextField } from "@/ui";
import { promptName, type Spec } from "./spec";
import type { StepProps } from "./WizardPage";

type Prompt = Spec["prompts"][number];

function baseName(prompt: Prompt): string {
  return (typeof prompt === "string" ? prompt : prompt.name).split("@")[0] ?? "";
}

function isWritten(
  prompt: Prompt,
): prompt is Exclude<Prompt, string> & { messages: NonNullable<Exclude<Prompt, string>["messages"]> } {
  return typeof prompt !== "string" && prompt.messages !== undefined;
}

/** Saved prompts, each in the version that is wanted, and ones that are written here. */
export function PromptsStep({ spec, change }: StepProps) {
  const saved = useQuery({
    queryKey: ["prompts", "all"],
    queryFn: ({ signal }) => unwrap(commands.GET("/api/v1/prompts", { params: { query: { limit: 1000 } }, signal })),
  });
  const replace = (index: number, prompt: Prompt | undefined) =>
    change({
      prompts: spec.prompts.flatMap((one, at) => (at === index ? (prompt === undefined ? [] : [prompt]) : [one])),
    });
  return (
    <>
      <Panel title="Saved prompts" note="each one is a dimension of the sweep">
        <Loaded query={saved} what="The prompts" lines={4}>
          {(page) =>
            page.items.length === 0 ? (
              <p className="text-ink-2">
                None is saved yet. Write one below, or{" "}
                <Link to="/prompts/new" className="text-accent underline">
                  save one
                </Link>{" "}
                to use it again.
              </p>
            ) : (
              <ul className="grid grid-cols-1 gap-x-6 sm:grid-cols-2">
                {page.items.map((prompt) => {
                  const index = spec.prompts.findIndex((one) => !isWritten(one) && baseName(one) === prompt.name);
                  const chosen = spec.prompts[index];
                  return (
                    <li key={prompt.name} className="flex min-h-10 items-center gap-3 border-b border-line/70">
                      <CheckField
                        className="min-w-0 flex-1 items-center"
                        label={<bdi>{prompt.name}</bdi>}
                        checked={index >= 0}
                        onChange={(event) =>
                          event.target.checked
                            ? change({ prompts: [...spec.prompts, prompt.name] })
                            : replace(index, undefined)
                        }
                      />
                      {chosen === undefined ? null : (
                        <SelectField
                          label={`Version of ${prompt.name}`}
                          hideLabel
                          className="w-40"
                          value={promptName(chosen).split("@")[1] ?? ""}
                          onChange={(event) =>
                            replace(index, event.target.value ? `${prompt.name}@${event.target.value}` : prompt.name)
                          }
                          options={[
                            { value: "", label: `newest (v${prompt.latest})` },
                            ...Object.entries(prompt.labels ?? {}).map(([label, version]) => ({
                              value: label,
                              label: `${label} (v${version})`,
                            })),
                            ...Array.from({ length: Math.min(prompt.latest, 50) }, (_, at) => ({
                              value: String(prompt.latest - at),
                              label: `version ${prompt.latest - at}`,
                            })),
                          ]}
                        />
                      )}
                    </li>
                  );
                })}
              </ul>
            )
          }
        </Loaded>
      </Panel>
      <Panel
        title="Written here"
        note="part of this sweep only"
        tools={
          <Button
            size="small"
            icon={<Plus aria-hidden size={13} />}
            onClick={() =>
              change({
                prompts: [
                  ...spec.prompts,
                  { name: `prompt-${spec.prompts.length + 1}`, messages: [{ role: "user", content: "" }] },
                ],
              })
            }
          >
            Write one
          </Button>
        }
      >
        {spec.prompts.some(isWritten) ? (
          <ul className="flex flex-col gap-4">
            {spec.prompts.map((prompt, index) =>
              isWritten(prompt) ? (
                <Written key={index} prompt={prompt} onChange={(next) => replace(index, next)} />
              ) : null,
            )}
          </ul>
        ) : (
          <p className="text-ink-2">For a quick try, write a prompt without saving it.</p>
        )}
      </Panel>
    </>
  );
}

function Written({
  prompt,
  onChange,
}: {
  prompt: Exclude<Prompt, string>;
  onChange: (prompt: Prompt | undefined) => void;
}) {
  const messages = prompt.messages ?? [];
  const text = (role: string) => {
    const content = messages.find((message) => message.role === role)?.content;
    return typeof content === "string" ? content : "";
  };
  const simple =
    messages.every(
      (message) => (message.role === "system" || message.role === "user") && typeof message.content === "string",
    ) && messages.length <= 2;
  const [system, setSystem] = useState(text("system"));
  const [user, setUser] = useState(text("user"));
  const update = (nextSystem: string, nextUser: string) => {
    setSystem(nextSystem);
    setUser(nextUser);
    onChange({
      ...prompt,
      messages: [...(nextSystem ? [{ role: "system", content: nextSystem }] : []), { role: "user", content: nextUser }],
    });
  };
  return (
    <li className="flex flex-col gap-3 rounded-md border border-line p-3">
      <div className="flex items-end gap-2">
        <TextField
          label="Name"
          className="w-64"
          value={prompt.name}
          maxLength={128}
          onChange={(event) => onChange({ ...prompt, name: event.target.value })}
        />
        <IconButton label={`Remove ${prompt.name}`} className="ml-auto" onClick={() => onChange(undefined)}>
          <Trash2 aria-hidden size={14} />
        </IconButton>
      </div>
      {simple ? (
        <div className="grid grid-cols-1 gap-3 xl:grid-cols-2">
          <div>
            <p className="caption pb-1">System</p>
            <CodeEditor
              language="template"
              label={`System message of ${prompt.name}`}
              value={system}
              onChange={(next) => update(next, user)}
              height={120}
              hint="optional"
            />
          </div>
          <div>
            <p className="caption pb-1">User</p>
            <CodeEditor
              language="template"
              label={`User message of ${prompt.name}`}
              value={user}
              onChange={(next) => update(system, next)}
              height={120}
              hint="{{question}}"
            />
          </div>
        </div>
      ) : (
        <p className="text-xs text-ink-2">{messages.length} messages; change them in the YAML view.</p>
      )}
    </li>
  );
}
