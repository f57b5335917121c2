// SPDX-License-Identifier: Apache-2.0
// The receipt page: a button to print, with nothing in the title that the printer writes above the page. What was sent
// needs no draft any more, so every draft that this device kept is forgotten. Words that this tab has drawn are shown
// from its own store: the server never had them, so they are typed back, checked and saved here.

import { base64 } from "./sealing/bytes";
import { forgetWords, keepOpen, missed, remembered, toFill, type Receipt } from "./sealing/receipt";
import { hush, say } from "./sealing/said";

const DRAFT = "comity draft ";

for (const key of Object.keys(localStorage)) {
  if (key.startsWith(DRAFT)) localStorage.removeItem(key);
}
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const title = document.title;
    document.title = "\u00a0";
    print();
    document.title = title;
  });
}

function lay(here: HTMLElement, words: string[], wrong: number[]): void {
  here.querySelector("[data-list]")?.replaceChildren(...words.map((word, n) => {
    const item = document.createElement("li");
    item.textContent = word;
    if (wrong.includes(n + 1)) item.className = "wrong";
    return item;
  }));
}

function show(selector: string, shown: boolean): void {
  for (const one of document.querySelectorAll<HTMLElement>(selector)) one.hidden = !shown;
}

function check(here: HTMLElement, found: Receipt): void {
  const form = here.querySelector<HTMLFormElement>("form[data-typed-back]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    hush(form);
    const wrong = missed(found.words, form.querySelector("textarea")?.value ?? "");
    lay(here, found.words, wrong);
    if (wrong.length > 0) {
      say(form, "typed", toFill(wrong));
      const again = form.querySelector<HTMLElement>("[data-again]");
      if (again) again.textContent = again.dataset.again ?? "";
      form.querySelector("textarea")?.setAttribute("aria-invalid", "true");
      return form.querySelector("textarea")?.focus();
    }
    forgetWords(found);
    form.hidden = true;
    show("[data-unchecked]", false);
    show("[data-matched]", true);
    document.querySelector<HTMLElement>("[data-matched] h2")?.focus();
  });
}

async function begin(here: HTMLElement): Promise<void> {
  const found = await remembered(here.dataset.receipt ?? "");
  if (!found) return;
  lay(here, found.words, []);
  const save = here.querySelector<HTMLAnchorElement>("a[data-save]");
  if (save) {
    const text = `${found.words.join(" ")}\n${location.origin}/\n`;
    save.href = `data:text/plain;base64,${base64(new TextEncoder().encode(text))}`;
  }
  show("[data-not-held]", false);
  show("[data-here]", true);
  here.hidden = false;
  check(here, found);
  await keepOpen(found);
}

for (const here of document.querySelectorAll<HTMLElement>("[data-receipt]")) void begin(here);
