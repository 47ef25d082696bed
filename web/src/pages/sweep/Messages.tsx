import { Plain } from "@/ui";

/** Messages of a prompt, each below its role. Parts that are no text are shown as JSON. */
export function Messages({ messages }: { messages: readonly { role?: string; content?: unknown }[] }) {
  return messages.map((message, index) => (
    <div key={index}>
      <p className="pb-1 text-xs text-ink-3">{message.role}</p>
      <Plain
        label={`${message.role ?? "message"} message`}
        text={typeof message.content === "string" ? message.content : JSON.stringify(message.content, null, 2)}
      />
    </div>
  ));
}
