// SPDX-License-Identifier: Apache-2.0
// Builds what little script the pages have: one file a page's need, from TypeScript, into a folder that the site itself
// serves; what several need is a file beside them (`chunk-…`). Every page works without any of them. Usage: node tools/build-scripts.mjs FOLDER
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const SOURCE = join("src", "comity", "edge", "web", "scripts");
const folder = process.argv[2];
if (!folder) {
  console.error("usage: build-scripts.mjs FOLDER");
  process.exit(2);
}
rmSync(folder, { recursive: true, force: true });
await build({
  entryPoints: readdirSync(SOURCE).filter((name) => name.endsWith(".ts")).map((name) => join(SOURCE, name)),
  outdir: folder,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2020",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
});
