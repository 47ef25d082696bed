import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { launch, open, screenshot, violations, Watch } from "./browser";
import { PAYLOADS } from "./payloads";
import { routes } from "./routes";

/** Texts that people and models write. Everything else (ids, states, numbers) keeps the page working. */
const WRITTEN = new Set([
  "name",
  "message",
  "output",
  "reason",
  "description",
  "detail",
  "content",
  "model",
  "models",
  "prompt",
  "caseId",
  "expected",
  "text",
  "label",
  "labels",
  "variables",
  "error",
  "actor",
  "endpoint",
  "baseUrl",
  "question",
  "answer",
  "createdBy",
  "warnings",
  "assumptions",
  "finishReason",
  "toolCalls",
  "value",
  "title",
  "metric",
  "owner",
  "client",
  "path",
]);

/** Words of the interface under a key that otherwise holds a written name. */
const PICKS = new Set(["bestQuality", "withinBudget", "cheapestNearBest"]);

function poison(json: unknown, key: string, next: () => string): unknown {
  if (typeof json === "string") {
    return WRITTEN.has(key) && !PICKS.has(json) ? next() : json;
  }
  if (Array.isArray(json)) {
    return json.map((item) => poison(item, key, next));
  }
  if (typeof json === "object" && json !== null) {
    return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, poison(value, name, next)]));
  }
  return json;
}

const pages = await routes();
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.concurrent("S20, S21: what people and models write stays text and fetches nothing", () => {
  it.for(pages)("on $name", async ({ name, path }, { expect }) => {
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page, [/Failed to load resource|panel /]);
    let at = 0;
    await page.route("**/api/v1/**", async (route) => {
      const response = await route.fetch().catch(() => undefined);
      if (!response) {
        await route.abort();
        return;
      }
      const json: unknown = await response.json().catch(() => undefined);
      await (json === undefined
        ? route.fulfill({ response })
        : route.fulfill({ response, json: poison(json, "", () => PAYLOADS[at++ % PAYLOADS.length] ?? "") }));
    });
    await page.goto(path);
    await page.waitForSelector("main h1, main h2, main [role=alert]");
    await page.waitForTimeout(700);
    await screenshot(page, `injection-${name}`);
    expect(await page.evaluate(() => (window as unknown as { __x?: unknown }).__x)).toBeUndefined();
    expect
      .soft(
        await page
          .locator(
            "main :is(img:not(.cm-widgetBuffer), iframe, object, embed, script, base, meta, form[action], a[href^='javascript:'], link)",
          )
          .count(),
      )
      .toBe(0);
    expect.soft(await violations(page)).toEqual([]);
    expect(watch.misdeeds).toEqual([]);
    await context.close();
  });
});
