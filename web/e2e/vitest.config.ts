import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The suite in a real browser: `PROMPTLOOPER_URL` is a running instance with an example sweep. One file after the other. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: { alias: { "@": fileURLToPath(new URL("../src", import.meta.url)) } },
  test: {
    environment: "node",
    include: process.env["SLOW"] ? ["**/*.slow.ts"] : ["**/*.e2e.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    maxConcurrency: 3,
    globalSetup: "./prepare.ts",
  },
});
