import type { Access } from "@/api";

export type Key = Access["Key"];
export const KEYS = ["keys"];
