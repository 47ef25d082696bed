import { readFile } from "node:fs/promises";
import type { Browser, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessible, launch, open, type Page, screenshot, settled, tabTo, violations, Watch } from "./browser";
import { api, finishedSweep } from "./instance";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function next(page: Page, step: string): Promise<void> {
  await tabTo(page, `Next: ${step}`);
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`step=${step.toLowerCase()}`));
  await settled(page);
}

describe("without a mouse", () => {
  it("a sweep is put together, launched and followed", async () => {
    const { context, page } = await open(browser, "light");
    // What was just launched appears within a second; until then it is not found.
    const watch = new Watch(page, [/404.*\/api\/v1\/sweeps\//]);
    const name = `by-keyboard-${Date.now()}`;
    await page.goto("/sweeps");
    await settled(page);
    await page.keyboard.press("n");
    await page.waitForURL("**/sweeps/new**");
    await settled(page);
    await tabTo(page, "Name of the sweep");
    await page.keyboard.type(name);
    await tabTo(page, "e2e-terse");
    await page.keyboard.press("Space");
    await next(page, "Models");
    await tabTo(page, /^(small|large)$/);
    await page.keyboard.press("Space");
    await next(page, "Parameters");
    await tabTo(page, "temperature");
    await page.keyboard.press("Enter");
    await screenshot(page, "wizard-parameters-light");
    await next(page, "Dataset");
    await tabTo(page, /\d+ cases$/);
    await page.keyboard.press("Space");
    for (let press = 0; press < 20 && !(await page.getByRole("radio", { name: /e2e-sums/ }).isChecked()); press += 1) {
      await page.keyboard.press("ArrowDown");
    }
    await next(page, "Scorers");
    await tabTo(page, "Scorer");
    await page.keyboard.type("numeric-match");
    await tabTo(page, "Add");
    await page.keyboard.press("Enter");
    await next(page, "Budget");
    await tabTo(page, "Dollars");
    await page.keyboard.type("2");
    await next(page, "Review");
    await screenshot(page, "wizard-review-first-light");
    await page.getByRole("button", { name: "Launch", disabled: false }).waitFor();
    await tabTo(page, "Render three cases");
    await page.keyboard.press("Enter");
    // Every case with what the model would read, filled in.
    const requests = page.locator("details", { hasText: "e2e-terse" });
    await requests.first().waitFor();
    expect(await requests.locator("> summary").allInnerTexts()).toEqual([
      expect.stringMatching(/case\s+c0[\s\S]*e2e-terse@2 on /),
      expect.stringMatching(/case\s+c1/),
      expect.stringMatching(/case\s+c2/),
    ]);
    await requests.first().getByText("What is 0 + 13?", { exact: true }).waitFor();
    await tabTo(page, /case\s*c2/);
    await page.keyboard.press("Enter");
    await requests.nth(2).getByText("What is 2 + 13?", { exact: true }).waitFor();
    await screenshot(page, "wizard-review-light");
    expect.soft(await accessible(page)).toEqual([]);
    await tabTo(page, "Launch");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/live");
    await expect
      .poll(
        async () => (await api.get<{ items: { finished: boolean }[] }>(`/api/v1/sweeps?q=${name}`)).items[0]?.finished,
        { timeout: 60_000 },
      )
      .toBe(true);
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.waitForURL("**/optimum**");
    await settled(page);
    await screenshot(page, "optimum-by-keyboard-light");
    await tabTo(page, "Copy as …");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "cURL" }).waitFor();
    await page.keyboard.press("Escape");
    await page
      .locator("h1")
      .focus()
      .catch(() => undefined);
    await page.keyboard.press("g");
    await page.keyboard.press("b");
    await page.waitForURL("**/leaderboard**");
    await settled(page);
    await tabTo(page, "Export");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Leaderboard as CSV" }).waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    const exported = await readFile(await file.path(), "utf8");
    expect(exported.split("\n")[0]).toContain("candidateIndex");
    expect(exported.trim().split("\n").length).toBeGreaterThan(1);
    expect.soft(await violations(page)).toEqual([]);
    watch.assertClean();
    await context.close();
  });

  it("pages, the palette and the list of keys are at hand", async () => {
    const { context, page } = await open(browser, "dark");
    const watch = new Watch(page);
    await page.goto("/sweeps");
    await settled(page);
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await page.waitForURL("**/datasets");
    await page.keyboard.press("Control+k");
    const finder = page.getByRole("combobox", { name: "Find a page, a sweep or an action" });
    await finder.waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
    await page.keyboard.type("setti");
    expect(await finder.inputValue()).toBe("setti");
    await screenshot(page, "palette-dark");
    expect.soft(await accessible(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/settings");
    await settled(page);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await screenshot(page, "keys-dark");
    expect.soft(await accessible(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.waitForURL("**/sweeps");
    await settled(page);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/sweeps\/[^/]+\/live/);
    watch.assertClean();
    await context.close();
  });
});

describe("the state of a view", () => {
  it("survives a reload and can be sent as a link", async () => {
    const { context, page } = await open(browser, "light");
    await page.goto("/sweeps");
    await settled(page);
    await page.getByLabel("Filter by name or id").fill("e2e");
    await page.waitForURL("**q=e2e**");
    await page.getByRole("button", { name: "Spent" }).click();
    await page.waitForURL("**sort=-spent**");
    await page.reload();
    await settled(page);
    expect(await page.getByLabel("Filter by name or id").inputValue()).toBe("e2e");
    expect(await page.getByRole("columnheader", { name: "Spent" }).getAttribute("aria-sort")).toBe("descending");
    await page.goto("/sweeps?status=NONSENSE&p=%F0%9F%92%A5&sort=");
    await settled(page);
    await context.close();
  });

  it("keeps a draft of a sweep over a reload", async () => {
    const { context, page } = await open(browser, "light");
    await page.goto("/sweeps/new");
    await page.getByLabel("Name of the sweep").fill("a draft");
    await page.reload();
    await settled(page);
    expect(await page.getByLabel("Name of the sweep").inputValue()).toBe("a draft");
    await context.close();
  });

  it("begins a new sweep from one that ran", async () => {
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page);
    const sweep = await finishedSweep();
    await page.goto(`/sweeps/new?from=${sweep.sweepId}&step=review`);
    await settled(page);
    await page.getByRole("button", { name: "Launch", disabled: false }).waitFor();
    await page.getByRole("button", { name: "As YAML" }).click();
    await page.waitForTimeout(500);
    await screenshot(page, "wizard-yaml-light");
    expect(
      await page
        .locator(".code-editor")
        .innerText()
        .catch(() => ""),
    ).toBeDefined();
    watch.assertClean();
    await context.close();
  });
});

describe("where WebSockets do not work", () => {
  it("polls within five seconds, and takes the socket when it works again", async () => {
    const { context, page } = await open(browser, "light");
    let blocked = true;
    await page.routeWebSocket(/\/api\/v1\/live/, (socket) => {
      if (blocked) {
        void socket.close({ code: 1011 });
      } else {
        socket.connectToServer();
      }
    });
    await page.goto("/sweeps");
    await page.getByText(/polling every/).waitFor({ timeout: 5_000 });
    await page.getByText("e2e-finished").first().waitFor();
    await screenshot(page, "polling-light");
    blocked = false;
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await page.getByText(/^(Updates: )?live/).waitFor({ timeout: 10_000 });
    await context.close();
  });

  it("says how old the picture is while nothing works, and recovers", async () => {
    const { context, page } = await open(browser, "light");
    let standing: WebSocketRoute | undefined;
    let blocked = false;
    await page.routeWebSocket(/\/api\/v1\/live/, (socket) => {
      if (blocked) {
        void socket.close({ code: 1011 });
      } else {
        socket.connectToServer();
        standing = socket;
      }
    });
    await page.goto("/sweeps");
    await page.getByText(/^(Updates: )?live/).waitFor();
    await page.getByText("e2e-finished").first().waitFor();
    blocked = true;
    await context.setOffline(true);
    await standing?.close({ code: 1011 });
    await page.getByText(/No updates for/).waitFor();
    expect(await page.getByText("e2e-finished").first().isVisible()).toBe(true);
    await screenshot(page, "offline-light");
    blocked = false;
    await context.setOffline(false);
    await page.getByText(/^(Updates: )?live/).waitFor();
    await page.getByText(/No updates for/).waitFor({ state: "detached" });
    await context.close();
  });
});
