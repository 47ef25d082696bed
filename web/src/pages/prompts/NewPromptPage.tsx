import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asApiError, commands, unwrap } from "@/api";
import { Button, Failure, notify, PageHead, TextField } from "@/ui";
import { type EditedMessage, emptyMessage, fromEdited } from "./messages";
import { PromptEditor } from "./PromptEditor";

/** A prompt's first version. */
export function NewPromptPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [messages, setMessages] = useState<EditedMessage[]>(() => [emptyMessage("system"), emptyMessage("user")]);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        commands.POST("/api/v1/prompts", {
          body: {
            name: name.trim(),
            messages: fromEdited(messages.filter((message) => message.text !== "")),
            ...(description ? { description } : {}),
          },
        }),
      ),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ["prompts"] });
      notify.good({ title: `Version ${saved.version} of ${saved.name} is saved` });
      void navigate({ to: "/prompts/$name", params: { name: saved.name } });
    },
  });
  const nameProblem = save.error
    ? asApiError(save.error).problem.errors?.find((problem) => problem.field === "name")?.message
    : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <PageHead
        title="New prompt"
        lead="A chat template. Every save is a version that never changes."
        actions={
          <Button needs="write" look="primary" type="submit" busy={save.isPending} disabled={name.trim() === ""}>
            Save version 1
          </Button>
        }
      />
      <div className="grid max-w-3xl gap-3 pb-4 sm:grid-cols-2">
        <TextField
          label="Name"
          required
          maxLength={128}
          value={name}
          error={nameProblem}
          onChange={(event) => setName(event.target.value)}
          placeholder="terse"
        />
        <TextField
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.target.value)}
          placeholder="numbers only"
        />
      </div>
      {save.error && !nameProblem ? (
        <div className="pb-4">
          <Failure compact what="The prompt" error={save.error} />
        </div>
      ) : null}
      <PromptEditor messages={messages} onChange={setMessages} />
    </form>
  );
}
