// SPDX-License-Identifier: Apache-2.0
// Opens the key of whoever sits here: by a passkey or by the printed words. It stays open in this tab until nobody has
// touched it for half an hour. Without script the part of the page is not shown, and papers are opened by the server.

import { watch } from "./sealing/idle";
import { forget, keep, kept, sweep } from "./sealing/kept";
import { closedIn, keyId, openedBy, read, wrong, type Own } from "./sealing/own";
import { hush, say, told, troubleOf } from "./sealing/said";
import { open, turn } from "./sealing/turn";

function show(lock: HTMLElement): void {
  for (const part of lock.querySelectorAll<HTMLElement>("[data-closed]")) part.hidden = open() !== null;
  for (const part of lock.querySelectorAll<HTMLElement>("[data-opened]")) part.hidden = open() === null;
}

async function use(lock: HTMLElement, own: Own, words: string[]): Promise<void> {
  hush(lock);
  try {
    const { secret, recipient } = await openedBy(own, words);
    const key = await keyId(recipient);
    if (key !== lock.dataset.key) throw new Error("another key");
    await keep(key, recipient, await closedIn(secret));
    turn(await kept(key));
  } catch (trouble) {
    say(lock, own.by === "phrase" && troubleOf(trouble) === "not-yours" ? "not-these" : troubleOf(trouble));
  }
  show(lock);
}

function byWords(lock: HTMLElement, own: Own): void {
  const form = lock.querySelector<HTMLFormElement>("form[data-words]");
  const field = form?.querySelector("textarea");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = read(field?.value ?? "");
    const found = wrong(words);
    if (found) return say(lock, "words", { count: String(found.count), places: found.places.join(", ") || "–" });
    void use(lock, own, words).then(() => {
      if (field && open()) field.value = "";
    });
  });
}

function byPasskey(lock: HTMLElement, own: Own): void {
  const made = lock.querySelector<HTMLTemplateElement>("template[data-way]")?.content.cloneNode(true);
  const button = made instanceof DocumentFragment ? made.querySelector("button") : null;
  if (!button) return;
  button.textContent = (button.textContent ?? "").replace("[label]", own.label);
  button.addEventListener("click", () => void use(lock, own, []));
  lock.querySelector("[data-ways]")?.append(button);
}

async function begin(lock: HTMLElement): Promise<void> {
  lock.hidden = false;
  if (!("subtle" in crypto)) return say(lock, "address");
  for (const own of told<Own[]>(lock, "[data-own]") ?? []) {
    if (own.by === "phrase") byWords(lock, own);
    else if ("PublicKeyCredential" in window) byPasskey(lock, own);
  }
  lock.querySelector("[data-close]")?.addEventListener("click", () => {
    void forget().then(() => turn(null)).then(() => show(lock));
  });
  await sweep();
  const found = await kept(lock.dataset.key ?? "");
  if (found) turn(found);
  show(lock);
  watch(lock.dataset.key ?? "", () => show(lock));
}

for (const lock of document.querySelectorAll<HTMLElement>("[data-lock]")) void begin(lock);
