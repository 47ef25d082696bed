import * as z from "zod/mini";

/**
 * The frames of protocol `promptlooper.v1` (docs/live-feed.md), the same over socket and polling. Unknown kinds of frames and
 * unknown fields are left alone, so that a newer server can talk to an older page.
 */
const position = { epoch: z.string(), seq: z.number() };
const pairs = z.array(z.tuple([z.string(), z.unknown()]));

const entry = z.looseObject({ seq: z.number() });

const welcome = z.object({
  t: z.literal("welcome"),
  v: z.number(),
  sid: z.optional(z.string()),
  hb: z.number(),
  ackEvery: z.optional(z.number()),
});
const subscribed = z.object({
  t: z.literal("subd"),
  id: z.optional(z.number()),
  ch: z.string(),
  kind: z.enum(["map", "log"]),
  ...position,
  recovered: z.boolean(),
});
const snapshot = z.object({
  t: z.literal("snap"),
  ch: z.string(),
  ...position,
  part: z.number(),
  of: z.number(),
  set: z.optional(pairs),
  e: z.optional(z.array(entry)),
});
const delta = z.object({
  t: z.literal("delta"),
  ch: z.string(),
  ...position,
  prev: z.number(),
  set: z.optional(pairs),
  del: z.optional(z.array(z.string())),
});
const log = z.object({ t: z.literal("log"), ch: z.string(), ...position, prev: z.number(), e: z.array(entry) });
const reset = z.object({ t: z.literal("reset"), ch: z.string(), why: z.string() });
const failure = z.object({
  t: z.literal("err"),
  id: z.optional(z.number()),
  ch: z.optional(z.string()),
  code: z.string(),
  retry: z.optional(z.boolean()),
  message: z.optional(z.string()),
});
const heartbeat = z.object({ t: z.literal("hb"), now: z.number(), lagMs: z.optional(z.number()) });
const bye = z.object({ t: z.literal("bye"), why: z.string(), retryMs: z.optional(z.number()) });

const frame = z.discriminatedUnion("t", [welcome, subscribed, snapshot, delta, log, reset, failure, heartbeat, bye]);

export type Frame = z.infer<typeof frame>;
export type LogEntry = z.infer<typeof entry>;

/** A position in a channel's numbering. Positions of different epochs cannot be compared. */
export interface Position {
  epoch: string;
  seq: number;
}

/** The frame in a piece of JSON; undefined for one that this page does not know or that is damaged. */
export function parseFrame(json: unknown): Frame | undefined {
  const result = z.safeParse(frame, json);
  return result.success ? result.data : undefined;
}
