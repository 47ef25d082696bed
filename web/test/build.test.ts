import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", `file://${import.meta.dirname}/`));
const dist = join(root, "target/dist");

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory()
      ? sources(path)
      : /\.(ts|tsx)$/.test(name) && !name.includes(".test.")
        ? [path]
        : [];
  });
}

describe("the build", () => {
  it.skipIf(!existsSync(join(dist, ".vite/manifest.json")))(
    "needs at most 250 kB of JavaScript (gzip) before the first page",
    () => {
      const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;
      const initial = new Set<string>();
      const add = (key: string) => {
        const chunk = manifest[key];
        if (chunk && !initial.has(chunk.file)) {
          initial.add(chunk.file);
          chunk.imports?.forEach(add);
        }
      };
      for (const [key, chunk] of Object.entries(manifest)) {
        if (chunk.isEntry) {
          add(key);
        }
      }
      const size = [...initial].reduce(
        (sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
        0,
      );
      expect(initial.size).toBeGreaterThan(0);
      expect(size).toBeLessThanOrEqual(250_000);
    },
  );

  it("has the types of the interface as it is described", () => {
    const { status, stderr } = spawnSync("node", ["scripts/generate-api.mjs", "--check"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  }, 30_000);

  it("locks versions without saying where they come from", () => {
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
      packages: Record<string, { resolved?: string }>;
    };
    expect(Object.values(lock.packages).filter((entry) => entry.resolved !== undefined)).toEqual([]);
  });
});

describe("the sources", () => {
  it("make no markup and no code from text", () => {
    const forbidden =
      /dangerouslySetInnerHTML|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(|srcdoc/i;
    expect(sources(join(root, "src")).filter((file) => forbidden.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});
