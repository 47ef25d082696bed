import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a running instance. */
const backend = process.env["PROMPTLOOPER_URL"] ?? "http://127.0.0.1:8400";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "target/dist",
    emptyOutDir: true,
    manifest: true,
    sourcemap: false,
    // A font or picture as a data: address would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    // The polyfill exists for browsers that cannot run the rest either.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  preview: {
    host: "127.0.0.1",
    proxy: { "/api": { target: backend, ws: true, changeOrigin: false } },
    // As in SecurityHeaders.java, so that a violation shows while developing.
    headers: {
      "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'",
    },
  },
  server: { host: "127.0.0.1", proxy: { "/api": { target: backend, ws: true, changeOrigin: false } } },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    globals: false,
    restoreMocks: true,
  },
});
