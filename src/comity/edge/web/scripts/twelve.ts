// SPDX-License-Identifier: Apache-2.0
// Twelve words open what is sealed to whoever told, or to a party: here, and they are not sent. Without script, or in a
// browser that keeps no such key, the same form goes to the server, which opens it while it answers.

import { base64 } from "./sealing/bytes";
import { watch } from "./sealing/idle";
import { forget, kept, sweep } from "./sealing/kept";
import { keyId } from "./sealing/own";
import { able, keepOpen, typedReceipt, type Receipt } from "./sealing/receipt";
import { hush, say } from "./sealing/said";
import { open, turn } from "./sealing/turn";

function show(lock: HTMLElement): void {
  for (const part of lock.querySelectorAll<HTMLElement>("[data-closed]")) part.hidden = open() !== null;
  for (const part of lock.querySelectorAll<HTMLElement>("[data-opened]")) part.hidden = open() === null;
}

async function use(lock: HTMLElement, field: HTMLTextAreaElement): Promise<void> {
  hush(lock);
  const found = await typedReceipt(field.value);
  if (!("door" in found)) {
    const code = found.count === 12 && found.places.length === 0 ? "order" : "words";
    return say(lock, code, { count: String(found.count), places: found.places.join(", ") || "–" });
  }
  if ((await keyId(found.recipient)) !== lock.dataset.key) return say(lock, "others");
  await keepOpen(found);
  field.value = "";
  saving(lock, found);
  turn(await kept(lock.dataset.key));
  show(lock);
}

/** The identity as a file that the stock `age` reads; only on the page on which the words were typed. */
function saving(lock: HTMLElement, found: Receipt): void {
  const link = lock.querySelector<HTMLAnchorElement>("a[data-save]");
  if (!link) return;
  const text = `# public key: ${found.recipient}\n${found.secret}\n`;
  link.href = `data:text/plain;base64,${base64(new TextEncoder().encode(text))}`;
  link.hidden = false;
}

async function begin(lock: HTMLElement): Promise<void> {
  if (!(await able())) return;
  const form = lock.querySelector("form");
  const field = form?.querySelector("textarea");
  lock.querySelector("[data-on-arrival]")?.setAttribute("hidden", "");
  lock.querySelector("[data-in-browser]")?.removeAttribute("hidden");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field) use(lock, field).catch(() => say(lock, "old"));
  });
  lock.querySelector("[data-close]")?.addEventListener("click", () => {
    const link = lock.querySelector<HTMLAnchorElement>("a[data-save]");
    if (link) Object.assign(link, { href: "#twelve", hidden: true });
    void forget().then(() => turn(null)).then(() => show(lock));
  });
  await sweep();
  const found = await kept(lock.dataset.key ?? "");
  if (found) turn(found);
  show(lock);
  watch(lock.dataset.key ?? "", () => show(lock));
}

for (const lock of document.querySelectorAll<HTMLElement>("[data-twelve]")) void begin(lock);
