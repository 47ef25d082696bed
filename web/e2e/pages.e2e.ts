import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { inBothThemes, launch, open, screenshot, settled, violations, Watch } from "./browser";
import { routes } from "./routes";

/** The browser reports every failed request on the console, also those that a test makes fail. */
const FAILED_REQUEST = /Failed to load resource|WebSocket connection/;

const pages = await routes();
const reading = pages.filter(({ name }) => !["settings", "account", "not-found"].includes(name));
/** Everything but the session itself, without which there is no page. */
const READINGS = /\/api\/v1\/(?!auth\/)/;
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.concurrent("every page", () => {
  it.for(pages)(
    "$name is accessible, silent and within its policy, also on a small screen",
    async ({ name, path }, { expect }) => {
      const { context, page } = await open(browser, "light");
      const watch = new Watch(page);
      await page.goto(path);
      await settled(page);
      expect.soft(await inBothThemes(page, name)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 720 });
      await page.waitForTimeout(150);
      await screenshot(page, `${name}-320`);
      expect
        .soft(await page.evaluate(() => document.documentElement.scrollWidth), "width at 320 pixels")
        .toBeLessThanOrEqual(320);
      expect.soft(await violations(page)).toEqual([]);
      expect(watch.misdeeds).toEqual([]);
      await context.close();
    },
  );

  it.for(reading)("$name says so when the server fails", async ({ name, path }, { expect }) => {
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page, [FAILED_REQUEST]);
    await page.route(READINGS, (route) =>
      route.fulfill({
        status: 500,
        contentType: "application/problem+json",
        body: JSON.stringify({ title: "Broken", status: 500, detail: "The test broke it.", id: "e2e-1" }),
      }),
    );
    await page.goto(path);
    await page.waitForSelector("main h1, main [role=alert]");
    await page.waitForTimeout(200);
    expect.soft(await inBothThemes(page, `${name}-error`)).toEqual([]);
    expect.soft(await violations(page)).toEqual([]);
    expect(watch.misdeeds).toEqual([]);
    await context.close();
  });

  it.for(reading)("$name shows its bones while it waits", async ({ name, path }, { expect }) => {
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page, [FAILED_REQUEST]);
    await page.route(READINGS, () => undefined);
    await page.goto(path);
    await page.waitForSelector("main h1, main [role=status], main .skeleton");
    expect.soft(await inBothThemes(page, `${name}-waiting`)).toEqual([]);
    expect.soft(await violations(page)).toEqual([]);
    expect(watch.misdeeds).toEqual([]);
    await context.close();
  });
});

describe.concurrent("an instance without anything", () => {
  it.for(["/sweeps", "/prompts", "/datasets", "/models", "/sweeps/new"])(
    "%s says what will be there",
    async (path, { expect }) => {
      const { context, page } = await open(browser, "light");
      const watch = new Watch(page, [FAILED_REQUEST]);
      await page.route(/\/api\/v1\/(sweeps|prompts|datasets|endpoints)(\?.*)?$/, (route) =>
        route.fulfill({ json: { items: [], total: 0 } }),
      );
      await page.goto(path);
      await settled(page);
      expect.soft(await inBothThemes(page, `empty${path.replaceAll("/", "-")}`)).toEqual([]);
      expect.soft(await page.locator("main").innerText()).toMatch(/yet|configured/);
      expect(watch.misdeeds).toEqual([]);
      await context.close();
    },
  );
});
