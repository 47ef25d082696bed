// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { safeTarget } from "./target";

const HOST = "https://loop.test";

describe("the way on after signing in", () => {
  it.each(["/sweeps/7/leaderboard?sort=-lcb&sel=%5B1%5D#row", "/compare?a=x.1&b=x.2", "/settings/keys", "/loginer"])(
    "is the page that was asked for: %s",
    (to) => expect(safeTarget(to, HOST)).toBe(to),
  );

  it.each([
    undefined,
    "",
    "sweeps",
    "https://evil.test/",
    "//evil.test/",
    "/\\evil.test/",
    "\\\\evil.test/",
    "/\t/evil.test/",
    "/\n/evil.test",
    "/.//evil.test/",
    "/x/..//evil.test/",
    "/%2e//evil.test/",
    "javascript:alert(1)",
    " /sweeps",
    "https:/evil.test",
    "/login?to=/login",
    "/welcome",
    "/api/v1/auth/logout",
    "/",
  ])("is home instead of %j", (to) => expect(safeTarget(to, HOST)).toBe("/sweeps"));
});
