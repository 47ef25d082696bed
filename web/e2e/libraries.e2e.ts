import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessible, launch, open, screenshot, settled, Watch } from "./browser";
import { api, sweepNamed } from "./instance";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const csv = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

describe("datasets", () => {
  it("a file that is refused says where it is wrong; the next one is imported under its own name", async () => {
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page, [/422.*\/api\/v1\/datasets/]);
    const name = `e2e-orders-${Date.now()}`;
    await page.goto("/datasets");
    await settled(page);
    await page.getByRole("button", { name: "Upload a file" }).click();
    const dialog = page.getByRole("dialog", { name: "Upload a dataset" });
    await dialog.getByLabel("File").setInputFiles(csv("e2e-broken.csv", 'id,question\n1,"not closed\n'));
    await dialog.getByRole("button", { name: "Upload" }).click();
    await dialog.getByText("Nothing was imported").waitFor();
    await dialog.getByText(/line 2/).waitFor();
    await screenshot(page, "dataset-refused-light");
    expect.soft(await accessible(page)).toEqual([]);
    await dialog
      .getByLabel("File")
      .setInputFiles(csv(`${name}.csv`, "id,question,price\na,How much?,1.5\nb,And now?,2\n"));
    expect(await dialog.getByLabel("Name").inputValue()).toBe(name);
    await dialog.getByRole("button", { name: "Upload" }).click();
    await page.waitForURL(`**/datasets/${name}**`);
    await settled(page);
    await page.getByText("2 cases").first().waitFor();
    const columns = page
      .getByRole("region", { name: "Columns" })
      .or(page.locator("section", { hasText: "Columns" }))
      .first();
    expect(await columns.innerText()).toMatch(/price\s+number/);
    await page.getByText("How much?").waitFor();
    watch.assertClean();
    await context.close();
  });
});

describe("scorers", () => {
  it("are tried on the answer of a run, from the run; wrong JSON is for the person to mend", async () => {
    const { sweepId } = await sweepNamed("e2e-finished");
    const { items } = await api.get<{ items: { runId: string }[] }>(
      `/api/v1/sweeps/${sweepId}/runs?limit=1&status=DONE`,
    );
    const runId = items[0]?.runId ?? "";
    const { answer } = await api.get<{ answer?: { output: string } }>(`/api/v1/runs/${runId}`);
    const { context, page } = await open(browser, "dark");
    const watch = new Watch(page);
    await page.goto(`/sweeps/${sweepId}/runs?run=${runId}`);
    await page.getByRole("dialog", { name: "Run" }).getByRole("link", { name: "Try a scorer" }).click();
    await page.waitForURL("**/scorers**");
    await settled(page);
    const card = (type: string) =>
      page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: type, exact: true }) });
    await card("numeric-match").getByRole("button", { name: "Try" }).click();
    const drawer = page.getByRole("dialog", { name: /^Try / });
    await expect.poll(() => drawer.getByLabel("Answer", { exact: true }).inputValue()).toBe(answer?.output);
    await drawer.getByRole("button", { name: "What does it say?" }).click();
    await drawer.getByText(/^(not )?passed$/).waitFor();
    await screenshot(page, "scorer-tried-dark");
    expect.soft(await accessible(page)).toEqual([]);
    await drawer.getByRole("button", { name: "Close" }).click();
    await card("json-schema").getByRole("button", { name: "Try" }).click();
    await expect.poll(() => drawer.getByLabel("Answer", { exact: true }).inputValue()).toBe(answer?.output);
    await drawer.getByLabel(/^schema/).fill('{"type": ');
    await drawer.getByRole("button", { name: "What does it say?" }).click();
    await drawer.getByText(/schema is no JSON/).waitFor();
    expect(await drawer.getByText("fault of the server").count()).toBe(0);
    watch.assertClean();
    await context.close();
  });
});
