import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessible, launch, open, screenshot, settled, Watch } from "./browser";
import { api, type SweepItem } from "./instance";

interface Sweep extends SweepItem {
  sweepId: string;
  totals: { settled: number; planned: number };
}

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A sweep that has begun and takes long enough to be steered: one call at a time. */
async function slowSweep(): Promise<string> {
  const { items: endpoints } = await api.get<{ items: { name: string }[] }>("/api/v1/endpoints");
  const { sweepId } = await api.post<{ sweepId: string }>("/api/v1/sweeps", {
    name: `e2e-steered-${Date.now()}`,
    prompts: ["e2e-terse@1"],
    models: ["small", "large"].map((model) => `${endpoints[0]?.name}/${model}`),
    params: { max_tokens: 64, temperature: { float: [0, 1], points: 50 }, seed: Date.now() % 100_000 },
    dataset: "e2e-sums",
    scorers: [{ type: "numeric-match" }],
    budget: { usd: 3 },
    concurrency: 1,
  });
  await expect
    .poll(async () => (await read(sweepId).catch(() => undefined))?.totals.settled ?? 0, { timeout: 30_000 })
    .toBeGreaterThan(0);
  return sweepId;
}

const read = (sweepId: string) => api.get<Sweep>(`/api/v1/sweeps/${sweepId}`);

describe("a sweep that runs", () => {
  it("is paused, given another budget, resumed and cancelled, and says what became of each", async () => {
    const sweepId = await slowSweep();
    const { context, page } = await open(browser, "dark");
    const watch = new Watch(page);
    await page.goto(`/sweeps/${sweepId}/live`);
    await settled(page);
    await page.keyboard.press("p");
    await page.getByText(/^Pause: paused/).waitFor();
    await expect.poll(async () => (await read(sweepId)).status).toBe("PAUSED");
    await page.getByText("while paused").waitFor();
    await page.keyboard.press("b");
    const budget = page.getByRole("dialog", { name: "Budget" });
    await budget.getByText(/At this price per run the whole sweep costs about/).waitFor();
    expect(await budget.getByLabel("Dollars").evaluate((field) => field === document.activeElement)).toBe(true);
    expect.soft(await accessible(page)).toEqual([]);
    await screenshot(page, "budget-dark");
    await budget.getByLabel("Dollars").fill("2.5");
    await page.keyboard.press("Enter");
    await page.getByText(/^Budget: /).waitFor();
    await page.getByText("of $2.50").first().waitFor();
    await page.keyboard.press("p");
    await page.getByText(/^Resume: resumed/).waitFor();
    // A paused view stands still; what steers works on, also from a version that it does not show yet.
    await page.getByRole("button", { name: "Live view" }).click();
    await page.getByRole("button", { name: "View paused" }).waitFor();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: /Cancel the sweep/ }).click();
    const { name } = await read(sweepId);
    await page.getByRole("dialog").getByRole("textbox").fill(name);
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /Cancel the sweep|Cancel it/ })
      .click();
    await expect.poll(async () => (await read(sweepId)).status, { timeout: 20_000 }).toBe("CANCELLED");
    watch.assertClean();
    await context.close();
  });
});
