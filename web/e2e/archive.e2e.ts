import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessible, launch, open, screenshot, settled, Watch } from "./browser";
import { api, type SweepItem } from "./instance";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const NAME = `to-be-filed-${Date.now()}`;

/** Two small sweeps that have ended; their answers are known from the sweeps before. */
async function ended(): Promise<SweepItem[]> {
  const { items: endpoints } = await api.get<{ items: { name: string }[] }>("/api/v1/endpoints");
  for (const letter of ["a", "b"]) {
    await api.post("/api/v1/sweeps", {
      name: `${NAME}-${letter}`,
      prompts: ["e2e-terse@1"],
      models: [`${endpoints[0]?.name}/small`],
      params: { max_tokens: 64 },
      dataset: "e2e-sums",
      scorers: [{ type: "numeric-match" }],
      budget: { usd: 1 },
    });
  }
  for (;;) {
    const { items } = await api.get<{ items: SweepItem[] }>(`/api/v1/sweeps?q=${NAME}`);
    if (items.filter((one) => one.finished).length === 2) {
      return items;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe("sweeps that have ended", () => {
  it("go out of sight by keyboard, many at once, and come back", async () => {
    await ended();
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page);
    await page.goto(`/sweeps?q=${NAME}`);
    await settled(page);
    const rows = page.getByRole("grid", { name: "Sweeps" }).getByRole("row").filter({ hasText: NAME });
    await rows.nth(1).waitFor();
    // All of them, without a mouse, and back with what the message offers.
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await page.getByText("2 marked").waitFor();
    await screenshot(page, "sweeps-marked-light");
    expect(await accessible(page)).toEqual([]);
    await page.keyboard.press("e");
    await page.getByText("No sweep matches").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await rows.nth(1).waitFor();
    // One of them, by its box.
    await page.getByRole("checkbox", { name: `Mark ${NAME}-a` }).check();
    await page.getByRole("button", { name: /^Archive 1/ }).click();
    await rows.filter({ hasText: `${NAME}-a` }).waitFor({ state: "detached" });
    expect(await rows.count()).toBe(1);
    // The archive has an address of its own.
    await page.getByLabel("Archive", { exact: true }).selectOption("only");
    await page.waitForURL("**archived=only**");
    await page.reload();
    await settled(page);
    await rows.filter({ hasText: `${NAME}-a` }).waitFor();
    expect(await rows.count()).toBe(1);
    expect(await accessible(page)).toEqual([]);
    await screenshot(page, "sweeps-archived-light");
    watch.assertClean();
    await context.close();
  });

  it("are filed and taken out on their own page, too, where everything of them stays", async () => {
    const { items } = await api.get<{ items: SweepItem[] }>(`/api/v1/sweeps?archived=all&q=${NAME}-b`);
    const id = items[0]?.sweepId;
    const { context, page } = await open(browser, "dark");
    const watch = new Watch(page);
    await page.goto(`/sweeps/${id}/leaderboard`);
    await settled(page);
    await page.getByRole("button", { name: "Archive", exact: true }).click();
    await page.getByRole("button", { name: "Take out of the archive" }).waitFor();
    await page.getByRole("grid", { name: "Leaderboard" }).getByRole("row").nth(1).waitFor();
    await screenshot(page, "sweep-archived-dark");
    watch.assertClean();
    await context.close();
  });

  it("says of each sweep that stayed why it did", async () => {
    const { items } = await api.get<{ items: (SweepItem & { version: number })[] }>(
      `/api/v1/sweeps?archived=true&q=${NAME}`,
    );
    expect(items).toHaveLength(2);
    const { context, page } = await open(browser, "light");
    await page.goto(`/sweeps?q=${NAME}&archived=only`);
    await settled(page);
    await page.getByRole("checkbox", { name: /^Mark all 2 / }).check();
    // The second look of somebody else: the version that the page saw is not the one of now.
    await page.route("**/commands", async (route) => {
      if (
        route
          .request()
          .url()
          .includes(items[0]?.sweepId ?? "")
      ) {
        await route.fulfill({
          status: 409,
          contentType: "application/problem+json",
          body: JSON.stringify({ status: 409, title: "Conflict", detail: "the sweep has version 9, not 3" }),
        });
      } else {
        await route.continue();
      }
    });
    await page.getByRole("button", { name: /^Take out of the archive 2/ }).click();
    const alert = page.getByRole("alert").filter({ hasText: "1 of 2 sweeps stayed where it was" });
    await alert.getByText("the sweep has version 9, not 3").waitFor();
    await screenshot(page, "sweeps-refused-light");
    await context.close();
    // Out of the way of the other suites.
    const { items: left } = await api.get<{ items: (SweepItem & { version: number })[] }>(`/api/v1/sweeps?q=${NAME}`);
    for (const sweep of left) {
      await api.post(`/api/v1/sweeps/${sweep.sweepId}/commands`, { op: "archive", expectedVersion: sweep.version });
    }
  });
});
