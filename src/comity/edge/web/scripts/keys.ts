// SPDX-License-Identifier: Apache-2.0
// Triage by keyboard: j and k move from row to row, Enter opens (the browser's own, for the row's link has the focus), c
// opens the clause of the row, ? shows the list of keys. Nothing happens while somebody types. Tab reaches all of it too.

export {};

const WRITES = "input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]";
const OPENS = "a.button, a.shelf, h3 a, summary, a";

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => row.offsetParent !== null);
}

function here(all: HTMLElement[]): number {
  return all.findIndex((row) => row.contains(document.activeElement));
}

function opener(row: HTMLElement): HTMLElement | null {
  for (const kind of OPENS.split(", ")) {
    const found = row.querySelector<HTMLElement>(kind);
    if (found) return found;
  }
  return null;
}

function move(by: number): void {
  const all = rows();
  if (all.length === 0) return;
  const now = here(all);
  const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + by));
  opener(all[next])?.focus();
  all[next].scrollIntoView({ block: "nearest" });
}

function clause(): void {
  const all = rows();
  const row = all[here(all)] ?? document;
  row.querySelector<HTMLAnchorElement>("a.cite")?.click();
}

function list(): void {
  const keys = document.querySelector<HTMLDetailsElement>("#keys");
  if (!keys) return;
  keys.open = true;
  keys.querySelector<HTMLElement>("summary")?.focus();
}

document.documentElement.classList.add("with-keys");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest(WRITES)) return;
  switch (event.key) {
    case "j": move(1); break;
    case "k": move(-1); break;
    case "c": clause(); break;
    case "?": list(); break;
    default: return;
  }
  event.preventDefault();
});
