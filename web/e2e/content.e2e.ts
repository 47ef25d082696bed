import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessible, launch, open, type Page, screenshot, settled, tabTo, Watch } from "./browser";
import { api, sweepNamed } from "./instance";

interface Run {
  runId: string;
  candidateIndex: number;
  caseId: string;
  caseIndex: number;
  repeat: number;
  model: string;
  scores: { metric: string; value?: number; pass?: boolean }[];
}

const METRIC = "numeric-match";

/** What the pages show is computed here once more, from the single runs. */
const sweep = await sweepNamed("e2e-repeats");
const { items: runs } = await api.get<{ items: Run[] }>(`/api/v1/sweeps/${sweep.sweepId}/runs?limit=500&sort=run`);
const cases = [...new Map(runs.map((run) => [run.caseIndex, run.caseId])).entries()]
  .sort(([one], [other]) => one - other)
  .map(([, caseId]) => caseId);
const models = new Map(runs.map((run) => [run.candidateIndex, run.model]));

function values(candidate: number, caseId: string): { value: number; pass: boolean | undefined }[] {
  return runs
    .filter((run) => run.candidateIndex === candidate && run.caseId === caseId)
    .flatMap((run) => run.scores.filter(({ metric, value }) => metric === METRIC && value !== undefined))
    .map(({ value, pass }) => ({ value: value ?? Number.NaN, pass }));
}

function mean(numbers: number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

const caseMean = (candidate: number, caseId: string) => mean(values(candidate, caseId).map(({ value }) => value));
const different = cases.filter((caseId) => caseMean(0, caseId) !== caseMean(1, caseId));
const at = `/sweeps/${sweep.sweepId}/matrix?metric=${METRIC}`;

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Row headers of the matrix, as they are on the screen. */
function rowHeads(page: Page): Promise<string[]> {
  return page
    .getByRole("grid")
    .getByRole("rowheader")
    .evaluateAll((heads) => heads.map((head) => head.getAttribute("title") ?? ""));
}

describe("the matrix", () => {
  it("has one cell for each case of each candidate, with the repeats folded into it", async () => {
    expect(runs).toHaveLength(cases.length * 2 * 3);
    expect(different.length, "cases that tell the candidates apart").toBeGreaterThan(0);
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page);
    await page.goto(at);
    await settled(page);
    const grid = page.getByRole("grid");
    await grid.getByRole("gridcell").first().waitFor();
    const heads = await grid
      .getByRole("columnheader")
      .evaluateAll((all) => all.map((head) => head.getAttribute("aria-label") ?? head.textContent));
    const columns = heads.slice(1).map((head) => [...models].find(([, model]) => head?.includes(model))?.[0] ?? -1);
    expect([...columns].sort()).toEqual([0, 1]);
    const shown = await rowHeads(page);
    expect(shown).toEqual(cases.slice(0, shown.length));
    expect(shown.length).toBeGreaterThan(10);
    for (const [index, caseId] of shown.entries()) {
      const row = grid.getByRole("row").nth(index + 1);
      const cells = row.getByRole("gridcell");
      expect(await cells.count()).toBe(2);
      for (const [column, candidate] of columns.entries()) {
        const folded = values(candidate, caseId);
        const passed = folded.filter(({ pass }) => pass === true).length;
        const words = await cells.nth(column).getAttribute("aria-label");
        expect
          .soft(words)
          .toBe(`mean ${caseMean(candidate, caseId).toFixed(3)}, 3 of 3 repeats, ${passed} of ${folded.length} passed`);
        expect.soft(await cells.nth(column).innerText()).toBe(`${passed}/${folded.length}`);
      }
    }
    await screenshot(page, "matrix-content-light");
    watch.assertClean();
    await context.close();
  });

  it("shows only the cases that candidates differ on when asked, also as a list", async () => {
    const { context, page } = await open(browser, "light");
    await page.goto(at);
    await settled(page);
    await page.getByLabel("Only where candidates differ").check();
    await page.waitForURL("**only=diff**");
    await expect.poll(async () => (await rowHeads(page)).length).toBeGreaterThan(0);
    const shown = await rowHeads(page);
    expect(shown).toEqual(different.slice(0, shown.length));
    expect(await page.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(different.length + 1));
    await page.getByRole("button", { name: "List", exact: true }).click();
    const list = page.getByRole("grid", { name: "Cases" });
    await expect.poll(() => list.getAttribute("aria-rowcount")).toBe(String(different.length + 1));
    await context.close();
  });

  it("has an address for every cell, which opens its repeats", async () => {
    const { context, page } = await open(browser, "light");
    await page.goto(at);
    await settled(page);
    const grid = page.getByRole("grid");
    await grid.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.waitForURL(/cell=/);
    const link = page.url();
    const [candidate, caseId] = (new URL(link).searchParams.get("cell") ?? "").split(".");
    expect(caseId).toBe(cases[1]);
    const other = await context.newPage();
    await other.goto(link);
    const drawer = other.getByRole("dialog", { name: caseId as string });
    await drawer.waitFor();
    await drawer.getByText(`candidate ${candidate}`).waitFor();
    const repeats = drawer.getByRole("group", { name: "Repeat" }).getByRole("button");
    await repeats.first().waitFor();
    expect(await repeats.allInnerTexts()).toEqual(["Repeat 1", "Repeat 2", "Repeat 3"]);
    for (const repeat of [2, 0]) {
      await repeats.nth(repeat).click();
      const run = runs.find(
        (one) => one.candidateIndex === Number(candidate) && one.caseId === caseId && one.repeat === repeat,
      );
      const { answer } = await api.get<{ answer?: { output?: string } }>(`/api/v1/runs/${run?.runId}`);
      await drawer
        .getByText(answer?.output?.split("\n")[0]?.slice(0, 60) ?? "no answer")
        .first()
        .waitFor();
    }
    await context.close();
  });
});

describe("comparing", () => {
  const path = `/compare?a=${sweep.sweepId}.0&b=${sweep.sweepId}.1&metric=${METRIC}`;
  const differences = cases.map((caseId) => caseMean(1, caseId) - caseMean(0, caseId));

  it("pairs the cases: difference, wins, ties and losses", async () => {
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page);
    await page.goto(path);
    await settled(page);
    const row = page.getByRole("region", { name: "Differences" }).getByRole("row", { name: new RegExp(`^${METRIC}`) });
    const cells = await row.getByRole("cell").allInnerTexts();
    const signed = (value: number) => (value === 0 ? "±0" : `${value > 0 ? "+" : "−"}${Math.abs(value).toFixed(3)}`);
    expect(cells[0]?.toLowerCase()).toBe("b");
    expect(cells[1]).toBe(
      `${mean(cases.map((caseId) => caseMean(1, caseId))).toFixed(3)} vs ${mean(cases.map((caseId) => caseMean(0, caseId))).toFixed(3)}`,
    );
    expect(cells[2]).toContain(signed(mean(differences)));
    const count = (test: (value: number) => boolean) => differences.filter(test).length;
    expect(cells[4]).toBe(
      `${count((value) => value > 0)} / ${count((value) => value === 0)} / ${count((value) => value < 0)}`,
    );
    expect(cells[5]).toBe(String(cases.length));
    const list = page.getByRole("grid", { name: "Cases by difference" });
    const first = await list.getByRole("row").nth(1).innerText();
    const [id = "", ...figures] = first.split(/\s+/);
    const most = Math.max(...differences.map(Math.abs));
    expect(Math.abs(caseMean(1, id) - caseMean(0, id))).toBeCloseTo(most, 9);
    expect(figures.join(" ")).toContain(caseMean(0, id).toFixed(3));
    await page.getByRole("button", { name: "Better" }).click();
    const better = count((value) => value > 0);
    await (better === 0
      ? page.getByText("No such case").waitFor()
      : expect.poll(() => list.getAttribute("aria-rowcount")).toBe(String(better + 1)));
    await screenshot(page, "compare-content-light");
    watch.assertClean();
    await context.close();
  });

  it("shows the words that differ between two answers, and nothing else differs", async () => {
    const { context, page } = await open(browser, "light");
    type Outputs = { candidates: { key: string; runs: { output?: string }[] }[] };
    const outputs = async (caseId: string) => {
      const { candidates } = await api.get<Outputs>(
        `/api/v1/compare/outputs?a=${sweep.sweepId}/0&b=${sweep.sweepId}/1&case=${caseId}`,
      );
      return ["a", "b"].map((key) => candidates.find((one) => one.key === key)?.runs[0]?.output ?? "");
    };
    let found: { caseId: string; texts: string[] } | undefined;
    for (const caseId of cases) {
      const texts = await outputs(caseId);
      if (texts[0] !== texts[1]) {
        found = { caseId, texts };
        break;
      }
    }
    expect(found, "a case with two different answers").toBeDefined();
    await page.goto(`${path}&case=${found?.caseId}`);
    const drawer = page.getByRole("dialog", { name: found?.caseId ?? "" });
    const diff = drawer.getByRole("region", { name: "Candidate b" }).locator("pre").first();
    await diff.locator("ins, del").first().waitFor();
    const without = (tag: string) =>
      diff.evaluate((pre, dropped) => {
        const copy = pre.cloneNode(true) as HTMLElement;
        for (const one of copy.querySelectorAll(dropped)) {
          one.remove();
        }
        return copy.textContent;
      }, tag);
    expect([await without("ins"), await without("del")]).toEqual(found?.texts);
    await screenshot(page, "compare-words-light");
    await context.close();
  });

  it("takes candidates of different sweeps, chosen by name without a mouse", async () => {
    const { context, page } = await open(browser, "light");
    const watch = new Watch(page);
    await page.goto("/compare");
    await settled(page);
    for (const [index, name] of ["e2e-repeats", "e2e-finished"].entries()) {
      await tabTo(page, index === 0 ? "Choose a candidate" : "Add a candidate");
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog", { name: "Add a candidate" });
      await dialog.waitFor();
      await page.waitForFunction(() => document.activeElement?.tagName === "INPUT");
      await page.keyboard.type(name);
      await expect.poll(() => dialog.getByRole("listitem").count()).toBe(1);
      await tabTo(page, new RegExp(`^${name}`));
      await page.keyboard.press("Enter");
      await dialog.getByText(`Candidates of ${name}, the surest first.`).waitFor();
      await dialog.getByRole("listitem").first().waitFor();
      if (index === 0) {
        await screenshot(page, "compare-add-light");
        expect.soft(await accessible(page)).toEqual([]);
      }
      await tabTo(page, /^e2e-terse/);
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
    }
    const other = await sweepNamed("e2e-finished");
    await page.waitForURL(new RegExp(`a=${sweep.sweepId}.*b=${other.sweepId}`));
    await settled(page);
    const row = page.getByRole("region", { name: "Differences" }).getByRole("row", { name: new RegExp(`^${METRIC}`) });
    expect((await row.getByRole("cell").allInnerTexts())[5]).toBe(String(cases.length));
    watch.assertClean();
    await context.close();
  });
});
