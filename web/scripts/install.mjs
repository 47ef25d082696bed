// `npm ci`, left out when the packages are those of the lock file already.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `web: Node.js ${process.versions.node} is too old, 20.19 or newer is needed; or build with -DskipWeb\n`,
  );
  process.exit(1);
}

const root = new URL("../", import.meta.url);
const stamp = new URL("node_modules/.promptlooper-lock", root);
const wanted = createHash("sha256")
  .update(readFileSync(new URL("package-lock.json", root)))
  .update(process.platform + process.arch)
  .digest("hex");

function installed() {
  try {
    return readFileSync(stamp, "utf8");
  } catch {
    return "";
  }
}

if (installed() !== wanted) {
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
