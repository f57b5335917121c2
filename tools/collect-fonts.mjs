// SPDX-License-Identifier: Apache-2.0
// Lays the fonts of the pages into one folder that the site itself serves, so that no reader is seen by a third
// party. Usage: node tools/collect-fonts.mjs FOLDER
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Literata upright keeps its optical sizes (a page of law is read at 14 px and at 42); the rarer italic does not.
const FACES = [
  ["literata", ["opsz.css", "wght-italic.css"]],
  ["atkinson-hyperlegible-next", ["wght.css", "wght-italic.css"]],
  // Arabic letters alone: Latin ones come from the two above, whatever the language of the page.
  ["noto-naskh-arabic", ["wght.css"], "arabic"],
  ["noto-sans-arabic", ["wght.css"], "arabic"],
];
const folder = process.argv[2];
if (!folder) {
  console.error("usage: collect-fonts.mjs FOLDER");
  process.exit(2);
}
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const styles = [];
for (const [name, sheets, only] of FACES) {
  const from = join("node_modules", "@fontsource-variable", name);
  cpSync(join(from, "LICENSE"), join(folder, `${name}-LICENSE.txt`));
  for (const sheet of sheets) {
    const whole = readFileSync(join(from, sheet), "utf8");
    const style = only ? whole.split("/* ").filter((face) => face.startsWith(`${name}-${only}-wght-`)).map((face) => `/* ${face}`).join("") : whole;
    for (const [, file] of style.matchAll(/url\(\.\/files\/([\w.-]+)\)/g)) {
      cpSync(join(from, "files", file), join(folder, file));
    }
    // The pages preload what every one of them needs; a face that comes late is taken for the next page, so that no
    // line moves under a reader's eyes.
    styles.push(style.replaceAll("./files/", "").replaceAll("font-display: swap", "font-display: optional"));
  }
}
writeFileSync(join(folder, "fonts.css"), styles.join("\n"));
