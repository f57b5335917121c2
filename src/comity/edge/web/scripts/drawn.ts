// SPDX-License-Identifier: Apache-2.0
// The words of a receipt are drawn here when the form opens, and never sent: in the place of those that the server drew
// the form brings their door and their recipient. Once the form goes out this tab remembers the seed, because the page
// that shows the words is another one; the tab's own store is read by no other tab and ends with it.

import { able, fresh, keepOpen, remember, type Receipt } from "./sealing/receipt";

let mine: Receipt | null = null;

function hidden(name: string, value: string): HTMLInputElement {
  const made = document.createElement("input");
  made.type = "hidden";
  made.name = name;
  made.value = value;
  return made;
}

async function lay(): Promise<void> {
  const drawn = document.querySelector<HTMLInputElement>("input[data-drawn]");
  if (!drawn) return;
  mine = await fresh();
  drawn.replaceWith(hidden("door", mine.door), hidden("recipient", mine.recipient));
}

function sent(event: Event): void {
  const form = event.target;
  if (!mine || !(form instanceof HTMLFormElement)) return;
  if (form.querySelector<HTMLInputElement>('input[name="door"]')?.value !== mine.door) return;
  remember(mine);
  keepOpen(mine).catch(() => undefined); // the page behind it asks for the words where this fails
}

async function begin(): Promise<void> {
  if (!(await able())) return;
  await lay();
  document.addEventListener("submit", sent, { capture: true });
  const main = document.querySelector("main");
  if (main) new MutationObserver(() => void lay()).observe(main, { childList: true });
}

void begin();
