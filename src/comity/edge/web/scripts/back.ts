// SPDX-License-Identifier: Apache-2.0
// Coming back: the typed words become a door and a key here, and the door alone is sent. What is wrong with them is said
// here too, because words with one slip are nearly the words.

import { able, keepOpen, typedReceipt } from "./sealing/receipt";
import { hush, say } from "./sealing/said";

async function come(form: HTMLFormElement): Promise<void> {
  const typed = form.querySelector<HTMLInputElement>('input[name="words"]');
  const door = form.querySelector<HTMLInputElement>('input[name="door"]');
  if (!typed || !door) return;
  const found = await typedReceipt(typed.value);
  if (!("door" in found)) {
    const code = found.count === 12 && found.places.length === 0 ? "order" : "words";
    say(form, code, { count: String(found.count), places: found.places.join(", ") || "–" });
    typed.setAttribute("aria-invalid", "true");
    return typed.focus();
  }
  await keepOpen(found);
  typed.value = "";
  door.value = found.door;
  form.submit();
}

async function begin(form: HTMLFormElement): Promise<void> {
  if (!(await able())) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hush(form);
    come(form).catch(() => say(form, "old"));
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-comes-back]")) void begin(form);
