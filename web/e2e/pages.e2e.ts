import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessible, launch, open, screenshot, settled, type Theme, violations, Watch } from "./browser";
import { routes } from "./routes";

/** What a state is allowed to say on the console: the browser reports every failed request there. */
const FAILED_REQUEST = /Failed to load resource|WebSocket connection/;

const pages = await routes();
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each<Theme>(["light", "dark"])("in the %s theme", (theme) => {
  it.each(pages)("$name is accessible, silent and within its policy", async ({ name, path }) => {
    const { context, page } = await open(browser, theme);
    const watch = new Watch(page, name === "not-found" || name === "compare" ? [FAILED_REQUEST] : []);
    await page.goto(path);
    await settled(page);
    await screenshot(page, `${name}-${theme}`);
    expect.soft(await accessible(page)).toEqual([]);
    expect.soft(await violations(page)).toEqual([]);
    watch.assertClean();
    await context.close();
  });

  it.each(pages.filter(({ name }) => name !== "settings" && name !== "not-found"))(
    "$name says so when the server fails",
    async ({ name, path }) => {
      const { context, page } = await open(browser, theme);
      const watch = new Watch(page, [FAILED_REQUEST]);
      await page.route("**/api/v1/**", (route) =>
        route.fulfill({
          status: 500,
          contentType: "application/problem+json",
          body: JSON.stringify({ title: "Broken", status: 500, detail: "The test broke it.", id: "e2e-1" }),
        }),
      );
      await page.goto(path);
      await page.waitForSelector("main h1, main [role=alert]");
      await page.waitForTimeout(300);
      await screenshot(page, `${name}-error-${theme}`);
      expect.soft(await accessible(page)).toEqual([]);
      expect.soft(await violations(page)).toEqual([]);
      watch.assertClean();
      await context.close();
    },
  );

  it.each(pages.filter(({ name }) => name !== "settings" && name !== "not-found"))(
    "$name shows its bones while it waits",
    async ({ name, path }) => {
      const { context, page } = await open(browser, theme);
      const watch = new Watch(page, [FAILED_REQUEST]);
      await page.route("**/api/v1/**", () => undefined);
      await page.goto(path);
      await page.waitForSelector("main h1, main [role=status], main .skeleton");
      expect.soft(await accessible(page)).toEqual([]);
      expect.soft(await violations(page)).toEqual([]);
      watch.assertClean();
      await context.close();
      expect(name).not.toBe("");
    },
  );
});

describe("an instance without anything", () => {
  it.each(["/sweeps", "/prompts", "/datasets", "/models", "/sweeps/new"])(
    "%s says what will be there",
    async (path) => {
      const { context, page } = await open(browser, "light");
      const watch = new Watch(page, [FAILED_REQUEST]);
      await page.route(/\/api\/v1\/(sweeps|prompts|datasets|endpoints)(\?.*)?$/, (route) =>
        route.fulfill({ json: { items: [], total: 0 } }),
      );
      await page.goto(path);
      await settled(page);
      await screenshot(page, `empty${path.replaceAll("/", "-")}`);
      expect.soft(await accessible(page)).toEqual([]);
      expect(await page.locator("main").innerText()).toMatch(/yet|configured/);
      watch.assertClean();
      await context.close();
    },
  );
});

describe("on a small screen", () => {
  it.each(pages)("$name reflows at 320 pixels", async ({ name, path }) => {
    const { context, page } = await open(browser, "light", { viewport: { width: 320, height: 720 } });
    await page.goto(path);
    await settled(page);
    await screenshot(page, `${name}-320`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await context.close();
  });
});
