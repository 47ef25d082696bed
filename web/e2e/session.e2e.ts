import type { Browser, WebSocket } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launch, open, type Page, settled, tabTo, violations, visit, Watch } from "./browser";
import { api, BASE, finishedSweep } from "./instance";

/** The browser reports every refused request on the console. */
const REFUSED = /Failed to load resource/;
/** Everywhere within five seconds, and a little for the page. */
const SOON = { timeout: 8_000 };

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function invited(role: string): Promise<{ name: string; token: string }> {
  const name = `e2e-guest-${Math.random().toString(36).slice(2, 9)}`;
  const { link } = await api.post<{ link: { token: string } }>("/api/v1/users", { name, role });
  return { name, token: link.token };
}

/** What scripts of the page could get at. */
async function reachable(page: Page): Promise<string> {
  return page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
  );
}

describe("a person", () => {
  it("comes by link, sets a password, leaves, and comes back by keyboard to where a link leads", async () => {
    const { name, token } = await invited("editor");
    const { context, page } = await visit(browser, "light");
    const watch = new Watch(page, [REFUSED]);
    const sockets: WebSocket[] = [];
    page.on("websocket", (socket) => sockets.push(socket));
    await page.goto(`/welcome#token=${token}`);
    await page.getByRole("heading", { name: `Welcome, ${name}` }).waitFor();
    await page.getByLabel("New password").fill("a rather long password");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/sweeps");
    await page.getByText(/^(Updates: )?live/).waitFor();
    expect(sockets.map((socket) => new URL(socket.url()).search)).toEqual(sockets.map(() => ""));
    expect(await reachable(page)).not.toContain(token);
    expect(await reachable(page)).not.toMatch(/promptlooper_session|eyJ/);

    await page.getByRole("button", { name: /^You:/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL("**/login");
    expect((await context.cookies()).filter(({ value }) => value !== "")).toEqual([]);

    await page.goto("/datasets?q=e2e");
    await page.waitForURL("**/login?to=**");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await tabTo(page, "Name");
    await page.keyboard.type(name);
    await tabTo(page, "Password");
    await page.keyboard.type("not my password");
    await page.keyboard.press("Enter");
    await page.getByText("The name or the password is wrong.").waitFor();
    await page.getByLabel("Password").fill("");
    await page.keyboard.type("a rather long password");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/datasets?q=e2e");
    await settled(page);

    await page.goto(`/welcome#token=${token}`);
    await page.getByRole("button", { name: "Open the link's session" }).click();
    await page.getByRole("heading", { name: "This link does not work" }).waitFor();
    expect.soft(await violations(page)).toEqual([]);
    watch.assertClean();
    await context.close();
  });

  it("whose session ends in the middle of the wizard signs in over it and goes on", async () => {
    const { context, page } = await open(browser, "light");
    const { name, password } = inject("people").admin;
    await page.goto("/sweeps/new");
    await settled(page);
    await page.getByLabel("Name of the sweep").fill("kept over the end");
    await page.getByLabel("e2e-terse").check();
    await context.clearCookies();
    await page.getByRole("button", { name: "Next: Models" }).click();
    const dialog = page.getByRole("dialog", { name: "Your session has ended" });
    await dialog.waitFor();
    expect(await dialog.getByLabel("Name").inputValue()).toBe(name);
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    await page
      .getByRole("checkbox", { name: /^(small|large)/ })
      .first()
      .waitFor();
    await page
      .getByRole("link", { name: /Prompts/ })
      .last()
      .click();
    expect(await page.getByLabel("Name of the sweep").inputValue()).toBe("kept over the end");
    expect(await page.getByRole("checkbox", { name: "e2e-terse" }).first().isChecked()).toBe(true);
    await page.getByText(/^(Updates: )?live/).waitFor(SOON);
    await context.close();
  });

  it("who may do less, more, or nothing any more, sees it within seconds without doing anything", async () => {
    const { name, token } = await invited("editor");
    const { context, page } = await visit(browser, "light");
    await page.goto(`/welcome#token=${token}`);
    await page.getByRole("button", { name: "Later" }).click();
    await page.getByText(/^(Updates: )?live/).waitFor();
    const launchLink = page.getByRole("link", { name: "New sweep" }).first();
    expect(await launchLink.getAttribute("aria-disabled")).toBeNull();
    await api.patch(`/api/v1/users/${name}`, { role: "viewer" });
    await expect.poll(() => launchLink.getAttribute("aria-disabled"), SOON).toBe("true");
    await page.getByText(/^(Updates: )?live/).waitFor(SOON);
    await api.patch(`/api/v1/users/${name}`, { role: "editor" });
    await expect.poll(() => launchLink.getAttribute("aria-disabled"), SOON).toBeNull();
    await api.patch(`/api/v1/users/${name}`, { active: false });
    await page.getByRole("dialog", { name: "Your session has ended" }).waitFor(SOON);
    await context.close();
  });
});

describe("a viewer", () => {
  it("finds every control that changes something in its place, with the reason why it does nothing", async () => {
    const { context, page } = await open(browser, "light", { as: "viewer" });
    const watch = new Watch(page, [REFUSED]);
    const sweep = await finishedSweep();
    const held = async (role: "button" | "link", name: string | RegExp) => {
      const control = page.getByRole(role, { name }).first();
      await control.waitFor();
      expect.soft(await control.getAttribute("aria-disabled"), String(name)).toBe("true");
      expect.soft(await control.getAttribute("aria-description")).toContain("you are viewer");
      await control.focus();
      await page.keyboard.press("Enter");
      await page
        .getByText(/you are viewer/)
        .first()
        .waitFor();
      await page.keyboard.press("Escape");
    };
    await page.goto("/prompts");
    await settled(page);
    expect(await page.getByRole("link", { name: "Users" }).count()).toBe(0);
    await held("link", "New sweep");
    await held("link", "New prompt");
    expect(new URL(page.url()).pathname).toBe("/prompts");
    await page.goto("/prompts/e2e-terse");
    await settled(page);
    await held("button", "Edit");
    await held("button", "Label");
    await held("link", "Use in a sweep");
    await page.goto("/datasets");
    await settled(page);
    await held("button", "Upload a file");

    // As if the sweep were running: one that ended has no verbs.
    await page.route(new RegExp(`/api/v1/sweeps/${sweep.sweepId}$`), async (route) => {
      const response = await route.fetch();
      const detail = (await response.json()) as object;
      await route.fulfill({ response, json: { ...detail, status: "RUNNING", updatedAt: Date.now() + 3_600_000 } });
    });
    await page.goto(`/sweeps/${sweep.sweepId}/leaderboard`);
    await settled(page);
    await held("button", /^Pause/);
    await held("button", /^Budget/);
    await page.getByRole("button", { name: "More" }).click();
    expect(await page.getByRole("menuitem", { name: /Cancel the sweep/ }).getAttribute("aria-disabled")).toBe("true");
    await page.keyboard.press("Escape");
    await page.getByRole("grid", { name: "Leaderboard" }).focus();
    await page.keyboard.press("x");
    await page
      .getByText(/not allowed/)
      .first()
      .waitFor();

    await page.goto("/users");
    await page.getByText("For admins only").waitFor();
    const status = await page.evaluate(async () => {
      const answer = await fetch("/api/v1/prompts", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ name: "e2e-forbidden", messages: [{ role: "user", content: "x" }] }),
      });
      return answer.status;
    });
    expect(status).toBe(403);
    watch.assertClean();
    await context.close();
  });
});

describe("an admin", () => {
  it("makes a key that works, revokes it, and finds all that in an unbroken audit log", async () => {
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page);
    const name = `e2e key ${Date.now()}`;
    await page.goto("/settings/keys");
    await page.getByRole("button", { name: "New key" }).first().click();
    await page.getByRole("dialog").getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Make the key" }).click();
    const secret = await page.getByRole("dialog").locator("output").innerText();
    expect(secret).toMatch(/^pl_[\w-]{43}$/);
    await page.getByRole("button", { name: "I have stored it" }).click();
    const asked = async () =>
      (await fetch(`${BASE}/api/v1/sweeps`, { headers: { Authorization: `Bearer ${secret}` } })).status;
    expect(await asked()).toBe(200);
    await page.getByRole("button", { name: `Revoke ${name}` }).click();
    await page.getByRole("button", { name: "Revoke the key" }).click();
    await page.getByText(`${name} is revoked`).waitFor();
    await expect.poll(asked, SOON).toBe(401);

    await page.goto(`/audit?actor=${inject("people").admin.name}`);
    await page.getByText("the chain holds").waitFor();
    const log = page.getByRole("grid", { name: "Audit log" });
    await log.getByText("/api/v1/keys", { exact: false }).first().waitFor();
    expect(await log.innerText()).toMatch(/DELETE \/api\/v1\/keys\/k_[\s\S]*POST \/api\/v1\/keys/);
    expect(await page.content()).not.toContain(secret);
    await log.focus();
    await page.keyboard.press("Enter");
    await page.getByText("Hash of the record").waitFor();
    expect.soft(await violations(page)).toEqual([]);
    watch.assertClean();
    await context.close();
  });
});
