import type { Access } from "@/api";

export type User = Access["User"];
export const USERS = ["users"];

/** The address of a one-time link. The token stands in the fragment, which no server and no proxy gets to see. */
export function linkOf(token: string): string {
  return `${location.origin}/welcome#token=${encodeURIComponent(token)}`;
}
