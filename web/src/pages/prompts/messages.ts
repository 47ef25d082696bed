import type { Commands } from "@/api";

/** A message as it is edited. Text is edited as text; anything else (parts, tool calls) as JSON. */
export interface EditedMessage {
  readonly id: number;
  readonly role: string;
  readonly text: string;
  /** The whole message is JSON in `text`. */
  readonly json: boolean;
}

type Message = Commands["Messages"][number];

let nextId = 1;

/** An empty message of that role. */
export function emptyMessage(role: string): EditedMessage {
  return { id: nextId++, role, text: "", json: false };
}

/** Messages of the API as the editor has them. */
export function toEdited(messages: readonly Message[]): EditedMessage[] {
  return messages.map((message) => {
    const plain =
      typeof message.content === "string" && Object.keys(message).every((key) => key === "role" || key === "content");
    return {
      id: nextId++,
      role: message.role,
      text: plain ? String(message.content) : JSON.stringify(message, null, 2),
      json: !plain,
    };
  });
}

/** Messages as the API takes them. Throws with the message's number when JSON is damaged. */
export function fromEdited(messages: readonly EditedMessage[]): Commands["Messages"] {
  return messages.map((message, index) => {
    if (!message.json) {
      return { role: message.role, content: message.text };
    }
    try {
      return JSON.parse(message.text) as Message;
    } catch (thrown) {
      throw new Error(`message ${index + 1} is no JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  });
}
