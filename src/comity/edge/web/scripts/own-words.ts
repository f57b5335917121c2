// SPDX-License-Identifier: Apache-2.0
// A party's own twelve words: drawn here, shown once, typed back, and only then their recipient is sent. Without script
// the same button asks the server to draw them.

import { able, fresh, keepOpen, missed, toFill, type Receipt } from "./sealing/receipt";
import { hush, say } from "./sealing/said";

function begin(where: HTMLElement): void {
  let mine: Receipt | null = null;
  const step = (name: string) => {
    for (const one of where.querySelectorAll<HTMLElement>("[data-step]")) one.hidden = one.dataset.step !== name;
    hush(where);
    const to = name === "back" ? "textarea" : "h2";
    where.querySelector<HTMLElement>(`[data-step="${name}"] ${to}`)?.focus();
  };
  const show = async () => {
    mine ??= await fresh();
    where.querySelector("[data-list]")?.replaceChildren(...mine.words.map((word) => {
      const item = document.createElement("li");
      item.textContent = word;
      return item;
    }));
    step("words");
  };
  where.querySelector("[data-make]")?.addEventListener("click", (event) => {
    event.preventDefault();
    void show();
  });
  where.querySelector("[data-written]")?.addEventListener("click", () => {
    where.querySelector("[data-list]")?.replaceChildren();
    step("back");
  });
  where.querySelector("[data-again]")?.addEventListener("click", () => void show());
  where.querySelector<HTMLFormElement>("form[data-send]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const recipient = form.querySelector<HTMLInputElement>('input[name="recipient"]');
    if (!mine || !recipient) return;
    const wrong = missed(mine.words, form.querySelector("textarea")?.value ?? "");
    if (wrong.length > 0) return say(where, "typed", toFill(wrong));
    recipient.value = mine.recipient;
    keepOpen(mine).then(() => form.submit(), () => say(where, "old"));
  });
}

async function ready(): Promise<void> {
  const making = [...document.querySelectorAll<HTMLElement>("[data-words-making]")];
  if (making.length > 0 && (await able())) making.forEach(begin);
}

void ready();
