import { type Browser, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { executable, launch, open, type Page } from "./browser";
import { api, type SweepItem } from "./instance";
import { type Between, startProxy } from "./proxy";

const LIVE = /^(Updates: )?live/;
/** What the page may take to show what changed while it was away. */
const BACK = { timeout: 3_000 };

/** A sweep that the page has not seen; resolves when the instance lists it. */
async function anotherSweep(): Promise<string> {
  const name = `e2e-away-${Date.now()}`;
  const { items: endpoints } = await api.get<{ items: { name: string }[] }>("/api/v1/endpoints");
  await api.post("/api/v1/sweeps", {
    name,
    prompts: ["e2e-terse@1"],
    models: ["small", "large"].map((model) => `${endpoints[0]?.name}/${model}`),
    params: { max_tokens: 64 },
    dataset: "e2e-sums",
    scorers: [{ type: "numeric-match" }],
    objective: { maximize: "numeric-match" },
    budget: { usd: 1 },
  });
  await expect
    .poll(async () => (await api.get<{ items: SweepItem[] }>(`/api/v1/sweeps?q=${name}`)).items.length, {
      timeout: 30_000,
    })
    .toBe(1);
  return name;
}

const row = (page: Page, name: string) => page.getByRole("link", { name }).first();

describe("behind a proxy", () => {
  let browser: Browser;
  let proxy: Between;
  beforeAll(async () => {
    browser = await launch();
  });
  beforeEach(async () => {
    proxy = await startProxy();
  });
  afterEach(() => proxy.close());
  afterAll(() => browser.close());

  it.for(["refuse", "hold"] as const)(
    "that answers upgrades with '%s', the page polls within five seconds and takes the socket when it can",
    async (upgrades) => {
      const { context, page } = await open(browser, "light", { baseURL: proxy.url });
      proxy.upgrades = upgrades;
      await page.goto("/sweeps");
      await page.getByText(/polling every/).waitFor();
      expect(Date.now() - (proxy.askedAt ?? 0)).toBeLessThan(5_000);
      const name = await anotherSweep();
      await row(page, name).waitFor();
      proxy.upgrades = "open";
      await page.evaluate(() => window.dispatchEvent(new Event("online")));
      await page.getByText(LIVE).waitFor();
      await context.close();
    },
  );

  it("that cuts what stands, the page connects again and shows what happened meanwhile", async () => {
    const { context, page } = await open(browser, "light", { baseURL: proxy.url });
    await page.goto("/sweeps");
    await page.getByText(LIVE).waitFor();
    proxy.cut();
    const name = await anotherSweep();
    await row(page, name).waitFor(BACK);
    await page.getByText(LIVE).waitFor();
    await context.close();
  });
});

describe("a page that was away", () => {
  it("because its browser froze it or the network was off shows within three seconds what happened", async () => {
    const browser = await launch();
    const { context, page } = await open(browser, "light");
    await page.goto("/sweeps");
    await page.getByText(LIVE).waitFor();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
    const first = await anotherSweep();
    await cdp.send("Page.setWebLifecycleState", { state: "active" });
    await row(page, first).waitFor(BACK);
    await context.setOffline(true);
    const second = await anotherSweep();
    await context.setOffline(false);
    await row(page, second).waitFor(BACK);
    await page.getByText(LIVE).waitFor();
    await browser.close();
  });

  it("because the whole machine slept shows within three seconds what happened", async () => {
    const server = await chromium.launchServer(executable());
    const browser = await chromium.connect(server.wsEndpoint());
    const { page } = await open(browser, "light");
    await page.goto("/sweeps");
    await page.getByText(LIVE).waitFor();
    // The browser leads a group of processes; all of them stop, as when a lid is closed.
    const group = -(server.process().pid ?? Number.NaN);
    process.kill(group, "SIGSTOP");
    let name: string;
    try {
      name = await anotherSweep();
    } finally {
      process.kill(group, "SIGCONT");
    }
    await row(page, name).waitFor(BACK);
    await page.getByText(LIVE).waitFor();
    await server.close();
  });
});
