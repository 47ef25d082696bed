import { NONE, seconds } from "./numbers";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

type Moment = number | string | null | undefined;

function millisOf(value: Moment): number | undefined {
  const millis = typeof value === "string" ? Date.parse(value) : value;
  return typeof millis === "number" && Number.isFinite(millis) ? millis : undefined;
}

/** `14:02:07` in the visitor's time zone. */
export function time(value: Moment): string {
  const millis = millisOf(value);
  return millis === undefined ? NONE : clock.format(millis);
}

/** `22 Nov 2026, 14:02:07`. */
export function dateTime(value: Moment): string {
  const millis = millisOf(value);
  return millis === undefined ? NONE : `${day.format(millis)}, ${clock.format(millis)}`;
}

/** `just now`, `42 s ago`, `3 h 12 m ago`, then the date. */
export function ago(value: Moment, now: number): string {
  const millis = millisOf(value);
  if (millis === undefined) {
    return NONE;
  }
  const past = (now - millis) / 1000;
  if (past < 2) {
    return "just now";
  }
  return past < 172_800 ? `${seconds(past)} ago` : day.format(millis);
}
