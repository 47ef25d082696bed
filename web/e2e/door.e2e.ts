import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inBothThemes, launch, type Page, settled, violations, visit, Watch } from "./browser";
import { ADA, fakeAccess, KEYS, NOBODY, refused, USERS, VIVIAN } from "./fakeAccess";

/** The browser reports every refused request on the console. */
const REFUSED = /Failed to load resource/;

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

type Answers = Parameters<typeof fakeAccess>[1];

/** A window of nobody's, where the fake decides who one is. */
async function alone(answers: Answers): Promise<{ context: BrowserContext; page: Page; watch: Watch }> {
  const { context, page } = await visit(browser, "light");
  await fakeAccess(context, answers);
  return { context, page, watch: new Watch(page, [REFUSED]) };
}

interface State {
  name: string;
  path: string;
  answers?: Answers;
  /** What is done before one looks. */
  act?: (page: Page) => Promise<void>;
  /** What has to stand there. */
  text: RegExp | string;
}

const waiting = () => undefined;
const broken = () => refused("The test broke it.", 500, { id: "e2e-1" });
const fill = async (page: Page) => {
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password").fill("not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
};
const button = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();

const STATES: State[] = [
  { name: "login", path: "/login", answers: NOBODY, text: "Sign in" },
  {
    name: "login-wrong",
    path: "/login",
    answers: { ...NOBODY, "POST auth/login": () => refused("wrong") },
    act: fill,
    text: "The name or the password is wrong.",
  },
  {
    name: "login-throttled",
    path: "/login",
    answers: {
      ...NOBODY,
      "POST auth/login": () => ({ ...refused("too many attempts", 429), headers: { "Retry-After": "40" } }),
    },
    act: fill,
    text: /Too many attempts\.[\s\S]*try again in (40|39|38) seconds/,
  },
  {
    name: "login-broken",
    path: "/login",
    answers: { ...NOBODY, "POST auth/login": broken },
    act: fill,
    text: "The test broke it.",
  },
  {
    name: "welcome",
    path: "/welcome#token=abc",
    answers: { ...NOBODY, "POST auth/redeem": () => ({ status: 200, json: { ...ADA, hasPassword: false } }) },
    text: "Welcome, ada",
  },
  {
    name: "welcome-used",
    path: "/welcome#token=abc",
    answers: { ...NOBODY, "POST auth/redeem": () => refused("used") },
    text: "This link does not work",
  },
  { name: "welcome-without-token", path: "/welcome", answers: NOBODY, text: "The link is incomplete" },
  { name: "welcome-signed-in", path: "/welcome#token=abc", text: "This browser has a session of ada" },
  {
    name: "welcome-waiting",
    path: "/welcome#token=abc",
    answers: { ...NOBODY, "POST auth/redeem": waiting },
    text: "Opening your session",
  },
  { name: "account", path: "/settings/account", text: "launch and steer sweeps, which spends money" },
  {
    name: "account-new",
    path: "/settings/account",
    answers: { "GET auth/session": () => ({ status: 200, json: { ...VIVIAN, hasPassword: false } }) },
    text: "none yet",
  },
  { name: "keys", path: "/settings/keys", text: "nightly CI" },
  { name: "keys-of-all", path: "/settings/keys?all=true", text: "of somebody else" },
  {
    name: "keys-none",
    path: "/settings/keys",
    answers: { "GET keys": () => ({ status: 200, json: { keys: [] } }) },
    text: "No key yet",
  },
  { name: "keys-broken", path: "/settings/keys", answers: { "GET keys": broken }, text: "The test broke it." },
  { name: "keys-waiting", path: "/settings/keys", answers: { "GET keys": waiting }, text: "API keys" },
  { name: "key-new", path: "/settings/keys", act: button("New key"), text: "It acts as you" },
  { name: "key-revoke", path: "/settings/keys", act: button("Revoke nightly CI"), text: "Revoke “nightly CI”?" },
  { name: "users", path: "/users", text: "grace" },
  { name: "users-broken", path: "/users", answers: { "GET users": broken }, text: "The test broke it." },
  { name: "users-waiting", path: "/users", answers: { "GET users": waiting }, text: "Users" },
  { name: "users-add", path: "/users", act: button("Add a user"), text: "You get a link" },
  { name: "users-role", path: "/users", act: button("Role of grace"), text: "Role of grace" },
  { name: "users-deactivate", path: "/users", act: button("Deactivate grace"), text: "Deactivate grace?" },
  {
    name: "users-for-viewers",
    path: "/users",
    answers: { "GET auth/session": () => ({ status: 200, json: VIVIAN }) },
    text: "For admins only",
  },
  { name: "audit", path: "/audit", text: /4 writes, the chain holds/ },
  {
    name: "audit-detail",
    path: "/audit?record=6",
    text: "Hash of the record",
  },
  {
    name: "audit-tampered",
    path: "/audit",
    answers: {
      "GET audit": () => ({
        status: 200,
        json: {
          records: [
            {
              seq: 7,
              at: "2026-11-22T17:00:00Z",
              phase: "attempt",
              actor: "ada",
              method: "POST",
              path: "/api/v1/sweeps",
              hash: "0",
            },
          ],
          intact: false,
        },
      }),
    },
    text: "The chain of hashes is broken",
  },
  {
    name: "audit-none",
    path: "/audit",
    answers: { "GET audit": () => ({ status: 200, json: { records: [], intact: true } }) },
    text: "Nothing has been changed yet",
  },
  { name: "audit-broken", path: "/audit", answers: { "GET audit": broken }, text: "The test broke it." },
  { name: "audit-waiting", path: "/audit", answers: { "GET audit": waiting }, text: "Audit log" },
];

describe.concurrent("every state of the pages of access", () => {
  it.for(STATES)(
    "$name is accessible, within its policy and fits a small screen",
    async ({ name, path, answers = {}, act, text }, { expect }) => {
      const { context, page, watch } = await alone(answers);
      await page.goto(path);
      await page.locator("h1").first().waitFor();
      await act?.(page);
      await page
        .locator("body")
        .getByText(typeof text === "string" ? text : "")
        .first()
        .waitFor();
      await expect.poll(() => page.locator("body").innerText()).toMatch(text);
      expect.soft(await inBothThemes(page, `access-${name}`)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 720 });
      await page.waitForTimeout(150);
      expect
        .soft(await page.evaluate(() => document.documentElement.scrollWidth), "width at 320 pixels")
        .toBeLessThanOrEqual(320);
      expect.soft(await violations(page)).toEqual([]);
      expect(watch.misdeeds).toEqual([]);
      await context.close();
    },
  );
});

describe("the way in", () => {
  it("leads by keyboard to the page that was asked for, and nowhere else", async () => {
    const { context, page, watch } = await alone({});
    let signedIn = false;
    await fakeAccess(context, {
      "GET auth/session": () => (signedIn ? { status: 200, json: ADA } : refused("no credential")),
      "POST auth/login": ({ name, password }) => {
        signedIn = name === "ada" && password === "correct horse";
        return signedIn ? { status: 200, json: ADA } : refused("wrong");
      },
    });
    await page.goto("/prompts?q=terse");
    await page.waitForURL("**/login?to=**");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("ada");
    await page.keyboard.press("Tab");
    await page.keyboard.type("wrong horse");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("The name or the password is wrong.").waitFor();
    await page.getByLabel("Password").fill("");
    await page.keyboard.type("correct horse");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/prompts?q=terse");
    await settled(page);
    signedIn = false;
    for (const away of ["//evil.test/", "https://evil.test/", "/\\evil.test", "/.//evil.test"]) {
      await page.goto(`/login?to=${encodeURIComponent(away)}`);
      await page.getByLabel("Name").fill("ada");
      await page.getByLabel("Password").fill("correct horse");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/sweeps");
      signedIn = false;
    }
    watch.assertClean();
    await context.close();
  });

  it("takes the token of a link out of the address before it is sent, and sends it once", async () => {
    const { context, page, watch } = await alone(NOBODY);
    let seenAddress = "";
    const seen = await fakeAccess(context, {
      ...NOBODY,
      "POST auth/redeem": ({ token }) => {
        seenAddress = page.url();
        return token === "s3cret" ? { status: 200, json: { ...ADA, hasPassword: false } } : refused("unknown token");
      },
      "PUT auth/password": ({ password }) => (String(password).length >= 12 ? { status: 204 } : refused("short", 422)),
    });
    await page.goto("/welcome#token=s3cret");
    await page.getByRole("heading", { name: "Welcome, ada" }).waitFor();
    expect(seenAddress).not.toContain("s3cret");
    expect(page.url()).not.toContain("token");
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    expect(seen.get("POST auth/redeem")).toBe(1);
    await page.getByLabel("New password").fill("a long password");
    await page.getByRole("button", { name: "Set the password and go on" }).click();
    await page.waitForURL("**/sweeps");
    expect(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])),
    ).not.toMatch(/s3cret|ticket/);
    watch.assertClean();
    await context.close();
  });
});

describe("a session that ends", () => {
  it("is renewed once, however many requests find out", async () => {
    const { context, page } = await alone({});
    let fresh = true;
    let renewals = 0;
    await fakeAccess(context, {
      "GET auth/session": () => (fresh ? { status: 200, json: ADA } : refused("expired")),
      "POST auth/refresh": () => {
        renewals += 1;
        fresh = true;
        return { status: 200, json: ADA };
      },
      "GET keys": () => (fresh ? { status: 200, json: { keys: KEYS } } : refused("expired")),
      "GET users": () => (fresh ? { status: 200, json: { users: USERS } } : refused("expired")),
    });
    await page.goto("/settings/keys");
    await page.getByText("nightly CI").waitFor();
    const other = await context.newPage();
    await other.goto("/settings/account");
    await other.getByText("You may").waitFor();
    fresh = false;
    await Promise.all([
      page.getByRole("link", { name: "Users" }).click(),
      other.getByRole("link", { name: "Users" }).click(),
    ]);
    await Promise.all([page.getByText("grace").first().waitFor(), other.getByText("grace").first().waitFor()]);
    expect(renewals).toBe(1);
    await context.close();
  });

  it("asks to sign in over the page, which keeps what was typed, the draft of a sweep too", async () => {
    const { context, page, watch } = await alone({});
    let alive = true;
    const ended = () => (alive ? undefined : refused("the session has ended"));
    await fakeAccess(context, {
      "GET auth/session": () => ended() ?? { status: 200, json: ADA },
      "POST auth/login": ({ name, password }) => {
        alive = name === "ada" && password === "correct horse";
        return alive ? { status: 200, json: ADA } : refused("wrong");
      },
    });
    await context.route(/\/api\/v1\/(prompts|endpoints)/, (route) =>
      alive
        ? route.fulfill({ json: { items: [], total: 0 } })
        : route.fulfill({ status: 401, json: { title: "Unauthorized", status: 401 } }),
    );
    await context.route(/\/api\/v1\/prompts\/lint/, (route) =>
      route.fulfill({ json: { variables: [], required: [], errors: [], warnings: [] } }),
    );
    await page.goto("/sweeps/new");
    await settled(page);
    await page.getByLabel("Name of the sweep").fill("typed before the end");
    alive = false;
    await page.getByRole("button", { name: "Next: Models" }).click();
    const dialog = page.getByRole("dialog", { name: "Your session has ended" });
    await dialog.waitFor();
    expect.soft(await inBothThemes(page, "access-again")).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await dialog.isVisible()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("password");
    await page.keyboard.type("correct horse");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    await settled(page);
    expect(new URL(page.url()).searchParams.get("step")).toBe("models");
    expect(await page.locator("main").innerText()).not.toContain("cannot be shown");
    await page.getByRole("link", { name: "Prompts" }).nth(1).click();
    expect(await page.getByLabel("Name of the sweep").inputValue()).toBe("typed before the end");

    // What is kept nowhere but in the page is still there too.
    await page.goto("/prompts/new");
    await page.getByLabel("Name", { exact: true }).fill("half-a-prompt");
    alive = false;
    await page.getByRole("button", { name: "Save version 1" }).click();
    await dialog.waitFor();
    await page.keyboard.type("correct horse");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("half-a-prompt");
    watch.assertClean();
    await context.close();
  });

  it("in one tab ends it in the others", async () => {
    const { context, page } = await alone({});
    let alive = true;
    await fakeAccess(context, {
      "GET auth/session": () => (alive ? { status: 200, json: ADA } : refused("no session")),
      "POST auth/logout": () => {
        alive = false;
        return { status: 204 };
      },
    });
    const other = await context.newPage();
    await Promise.all([page.goto("/settings/account"), other.goto("/audit?actor=ada")]);
    await other.getByText("the chain holds").waitFor();
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.waitForURL("**/login");
    await other.waitForURL("**/login?to=**");
    expect(new URL(other.url()).searchParams.get("to")).toBe("/audit?actor=ada");
    await context.close();
  });
});

describe("keys and users", () => {
  it("a key is shown once and revoked after a question", async () => {
    const { context, page, watch } = await alone({});
    let keys: object[] = [];
    let asked: Record<string, unknown> = {};
    const seen = await fakeAccess(context, {
      "GET keys": () => ({ status: 200, json: { keys } }),
      "POST keys": (body) => {
        asked = body;
        keys = [{ id: "k_aaaaaaaa", owner: "ada", createdAt: "2026-11-22T17:00:00Z", ...body }];
        return { status: 201, json: { key: keys[0], secret: "pl_the-only-time" } };
      },
      "DELETE keys/k_aaaaaaaa": () => {
        keys = [];
        return { status: 204 };
      },
    });
    await page.goto("/settings/keys");
    await page.getByRole("button", { name: "New key" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("nightly");
    await dialog.getByLabel("run").check();
    await dialog.getByLabel("Ends").selectOption("30");
    await dialog.getByLabel("Spend per day").fill("2.5");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    await dialog.getByText("pl_the-only-time").waitFor();
    expect.soft(await inBothThemes(page, "access-key-made")).toEqual([]);
    expect(asked).toMatchObject({ name: "nightly", scopes: ["read", "run"], dailySpendUsd: 2.5 });
    expect(Date.parse(String(asked["expiresAt"])) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    await page.mouse.click(5, 5);
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByRole("button", { name: "I have stored it" }).click();
    expect(await page.locator("body").innerText()).not.toContain("pl_the-only-time");
    await page.getByRole("button", { name: "Revoke nightly" }).click();
    await page.getByRole("button", { name: "Leave it" }).click();
    expect(seen.get("DELETE keys/k_aaaaaaaa")).toBeUndefined();
    await page.getByRole("button", { name: "Revoke nightly" }).click();
    await page.getByRole("button", { name: "Revoke the key" }).click();
    await page.getByText("No key yet").waitFor();
    watch.assertClean();
    await context.close();
  });

  it("a user is added with a link that is shown once", async () => {
    const { context, page, watch } = await alone({});
    await fakeAccess(context, {
      "POST users": ({ name, role }) =>
        name === "ada"
          ? refused("there is a user ada", 409)
          : {
              status: 201,
              json: {
                user: { name, role, active: true, createdAt: "2026-11-22T17:00:00Z", hasPassword: false },
                link: { token: "l1nk", expiresAt: "2026-11-23T17:00:00Z" },
              },
            },
    });
    await page.goto("/users");
    await page.getByRole("button", { name: "Add a user" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("ada");
    await page.keyboard.press("Enter");
    await dialog.getByText("there is a user ada").waitFor();
    await dialog.getByLabel("Name").fill("edsger");
    await dialog.getByLabel("editor").check();
    await page.keyboard.press("Enter");
    await dialog.getByText(`${new URL(page.url()).origin}/welcome#token=l1nk`).waitFor();
    expect.soft(await inBothThemes(page, "access-user-added")).toEqual([]);
    watch.assertClean();
    await context.close();
  });
});
