import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
  type Page,
} from "playwright-core";
import { expect } from "vitest";
import { BASE } from "./instance";
import { type Person, sessionOf } from "./people";

const SCREENSHOTS = fileURLToPath(new URL("../target/screenshots/", import.meta.url));

const BROWSERS = [
  process.env["CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

export type Theme = "light" | "dark";
export type { BrowserContext, Page };

/** How the machine's own browser is started; none is downloaded. */
export function executable(): LaunchOptions {
  const executablePath = BROWSERS.find((path) => path !== "" && existsSync(path));
  if (executablePath === undefined) {
    throw new Error("no Chromium found: install the package chromium, or set CHROMIUM to its path");
  }
  // Inside of containers there is neither a sandbox to be had nor much shared memory.
  return { executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] };
}

/** A headless browser. */
export async function launch(): Promise<Browser> {
  return chromium.launch(executable());
}

/** What a page did that it must not: console errors, crashes, violations of the Content-Security-Policy, dialogs, foreign requests. */
export class Watch {
  readonly misdeeds: string[] = [];

  constructor(
    readonly page: Page,
    private readonly tolerated: readonly RegExp[] = [],
  ) {
    page.on("console", (message) => {
      if (message.type() === "error" || message.text().includes("Content Security Policy")) {
        this.note(`console: ${message.text()} ${message.location().url}`);
      }
    });
    page.on("pageerror", (error) => this.note(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
      this.note(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.host !== new URL(BASE).host && url.protocol !== "data:" && url.protocol !== "blob:") {
        this.note(`foreign request: ${request.url()}`);
      }
    });
  }

  private note(misdeed: string): void {
    if (!this.tolerated.some((pattern) => pattern.test(misdeed))) {
      this.misdeeds.push(misdeed);
    }
  }

  assertClean(): void {
    expect(this.misdeeds).toEqual([]);
  }
}

/** A window of its own, signed in. Violations of the policy are collected in the page, where they cannot be missed. */
export async function open(
  browser: Browser,
  theme: Theme,
  { as = "admin", ...options }: BrowserContextOptions & { as?: Person } = {},
): Promise<{ context: BrowserContext; page: Page }> {
  return visit(browser, theme, { ...options, storageState: await sessionOf(as) });
}

/** A window of its own, of nobody. */
export async function visit(
  browser: Browser,
  theme: Theme,
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    baseURL: BASE,
    viewport: { width: 1440, height: 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
    ...options,
  });
  await context.addInitScript(() => {
    const found: string[] = [];
    Object.assign(window, { __violations: found });
    document.addEventListener("securitypolicyviolation", (event) => {
      found.push(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`,
      );
    });
  });
  return { context, page: await context.newPage() };
}

export async function violations(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { __violations: string[] }).__violations);
}

/** Nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector("main h1, main h2") !== null && document.querySelector("main .skeleton") === null,
    undefined,
    { timeout: 20_000 },
  );
  await page.waitForTimeout(150);
}

/** WCAG 2.2 A and AA, by axe. */
export async function accessible(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return found.map(
    (violation) =>
      `${violation.id}: ${violation.help}\n  ${violation.nodes
        .slice(0, 4)
        .map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n").slice(1, 3).join(" ")}`)
        .join("\n  ")}`,
  );
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png` });
}

const THEMES = ["light", "dark"] as const;

/** Both themes, one after the other, as the system changes them. */
export async function inBothThemes(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.waitForSelector(`html[data-theme="${theme}"]`);
    await page.waitForTimeout(120);
    await screenshot(page, `${name}-${theme}`);
    found.push(...(await accessible(page)).map((violation) => `${theme}: ${violation}`));
  }
  return found;
}

/** Presses Tab until something with that name has the focus, as a person without a mouse would. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let press = 0; press < 120; press += 1) {
    const focused = await page.evaluate(() => {
      let found = document.activeElement;
      while (found?.shadowRoot?.activeElement) {
        found = found.shadowRoot.activeElement;
      }
      const element = found;
      if (!element || element === document.body || element.tagName === "MAIN") {
        return "";
      }
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement
          ? [...(element.labels ?? [])].map((label) => label.textContent)
          : [];
      return element.getAttribute("aria-label") ?? (labels.length > 0 ? labels.join(" ") : (element.textContent ?? ""));
    });
    if (typeof name === "string" ? focused.trim() === name : name.test(focused.trim())) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`nothing called ${name} can be reached with the Tab key`);
}
