import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, CircleAlert, Plus, Trash2, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { type Commands, commands, unwrap } from "@/api";
import { Button, Chip, CodeEditor, IconButton, Panel, SelectField } from "@/ui";
import { type EditedMessage, emptyMessage, fromEdited } from "./messages";

const ROLES = ["system", "user", "assistant", "developer", "tool"];

/** What the server says of the templates while they are typed. */
function useLint(messages: readonly EditedMessage[]) {
  const [settled, setSettled] = useState(messages);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(messages), 350);
    return () => clearTimeout(timer);
  }, [messages]);
  return useQuery({
    queryKey: ["prompts", "lint", settled.map((message) => [message.role, message.text, message.json])],
    queryFn: ({ signal }) =>
      unwrap(commands.POST("/api/v1/prompts/lint", { body: { messages: fromEdited(settled) }, signal })),
    placeholderData: (before) => before,
    retry: false,
  });
}

/** The messages of a prompt, with what the templates need and what is odd about them. */
export function PromptEditor({
  messages,
  onChange,
}: {
  messages: readonly EditedMessage[];
  onChange: (messages: EditedMessage[]) => void;
}) {
  const lint = useLint(messages);
  const set = (index: number, change: Partial<EditedMessage>) =>
    onChange(messages.map((message, at) => (at === index ? { ...message, ...change } : message)));
  const move = (from: number, to: number) => {
    const next = [...messages];
    const [moved] = next.splice(from, 1);
    if (moved) {
      next.splice(to, 0, moved);
      onChange(next);
    }
  };
  return (
    <div className="grid grid-cols-1 gap-4 xl:grid-cols-[minmax(0,1fr)_320px]">
      <ol className="flex flex-col gap-3">
        {messages.map((message, index) => (
          <li key={message.id} className="rounded-lg border border-line bg-surface p-3">
            <div className="flex items-center gap-2 pb-2">
              <span className="caption">{index + 1}</span>
              <SelectField
                label={`Role of message ${index + 1}`}
                hideLabel
                className="w-32"
                value={message.role}
                disabled={message.json}
                onChange={(event) => set(index, { role: event.target.value })}
                options={[...new Set([...ROLES, message.role])].map((role) => ({ value: role, label: role }))}
              />
              {message.json ? <Chip title="It has parts or fields beside its text">whole message as JSON</Chip> : null}
              <span className="ml-auto flex gap-0.5">
                <IconButton
                  label={`Move message ${index + 1} up`}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                >
                  <ArrowUp aria-hidden size={14} />
                </IconButton>
                <IconButton
                  label={`Move message ${index + 1} down`}
                  disabled={index === messages.length - 1}
                  onClick={() => move(index, index + 1)}
                >
                  <ArrowDown aria-hidden size={14} />
                </IconButton>
                <IconButton
                  label={`Remove message ${index + 1}`}
                  disabled={messages.length === 1}
                  onClick={() => onChange(messages.filter((_, at) => at !== index))}
                >
                  <Trash2 aria-hidden size={14} />
                </IconButton>
              </span>
            </div>
            <CodeEditor
              language={message.json ? "json" : "template"}
              label={`Text of message ${index + 1}`}
              value={message.text}
              onChange={(text) => set(index, { text })}
              hint="Text with {{variables}}"
              height={message.text.split("\n").length > 8 ? 260 : 140}
            />
          </li>
        ))}
        <li>
          <Button icon={<Plus aria-hidden size={14} />} onClick={() => onChange([...messages, emptyMessage("user")])}>
            Add message
          </Button>
        </li>
      </ol>
      <LintPanel lint={lint.data} error={lint.error} />
    </div>
  );
}

function LintPanel({ lint, error }: { lint: Commands["PromptLint"] | undefined; error: Error | null }) {
  const clean = lint && lint.errors.length === 0 && lint.warnings.length === 0;
  return (
    <Panel title="Variables" className="self-start xl:sticky xl:top-16">
      <div aria-live="polite" className="flex flex-col gap-3">
        {error ? <p className="inert text-bad">{error.message}</p> : null}
        {lint && lint.variables.length > 0 ? (
          <ul className="flex flex-wrap gap-1.5">
            {lint.variables.map((name) => (
              <li key={name}>
                <Chip
                  tone={lint.required.includes(name) ? "accent" : "neutral"}
                  title={lint.required.includes(name) ? "every case must have it" : "cases may lack it"}
                >
                  <bdi>{`{{${name}}}`}</bdi>
                </Chip>
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-ink-2">
            No variables yet. Write <code>{"{{question}}"}</code> where a case’s value belongs.
          </p>
        )}
        {lint?.errors.map((problem) => (
          <p key={`${problem.field}${problem.message}`} className="flex gap-1.5 text-bad">
            <CircleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
            <span className="inert">
              <code>{problem.field}</code> {problem.message}
            </span>
          </p>
        ))}
        {lint?.warnings.map((warning) => (
          <p key={warning} className="flex gap-1.5 text-warn">
            <TriangleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
            <span className="inert">{warning}</span>
          </p>
        ))}
        {clean ? <p className="text-xs text-ink-3">Nothing is odd about it.</p> : null}
      </div>
    </Panel>
  );
}
