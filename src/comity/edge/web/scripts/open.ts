// SPDX-License-Identifier: Apache-2.0
// Opens papers in their place, with the key that is open in this tab. What is veiled is opened only once somebody unveils
// it. When the key is closed every text leaves the page again.

import { secretIn, textOf } from "./sealing/papers";
import { token } from "./sealing/said";
import { onTurn } from "./sealing/turn";
import type { Kept } from "./sealing/kept";

async function bytes(address: string): Promise<Uint8Array> {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw new Error(`the server says ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** That a wrap came whole and opens nothing. */
class Nothing extends Error {}

async function textIn(wrap: Uint8Array, sealed: Uint8Array, key: Kept): Promise<string> {
  try {
    return await textOf(sealed, await secretIn(wrap, key.identity));
  } catch {
    throw new Nothing();
  }
}

function closed(paper: HTMLElement): void {
  const text = paper.querySelector<HTMLElement>("[data-text]");
  const line = paper.querySelector<HTMLElement>("[data-still]");
  if (text) {
    text.textContent = "";
    text.hidden = true;
  }
  if (line) {
    line.textContent = paper.dataset.sealed ?? "";
    line.hidden = false;
  }
}

/** A wrap that opens nothing is given back: then it lacks, and the browser of another reader makes another. */
async function useless(paper: HTMLElement, line: HTMLElement, wrong: unknown): Promise<void> {
  line.textContent = paper.dataset.trouble ?? "";
  if (!(wrong instanceof Nothing)) return;
  const press = document.createElement("button");
  press.type = "button";
  press.className = "button";
  press.textContent = paper.dataset.again ?? "";
  press.addEventListener("click", () => {
    press.disabled = true;
    void fetch(paper.dataset.wrap ?? "", { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": token() } })
      .then((answer) => { line.textContent = (answer.ok ? paper.dataset.given : paper.dataset.last) ?? ""; })
      .catch(() => { press.disabled = false; });
  });
  line.append(" ", press);
}

async function open(paper: HTMLElement, key: Kept): Promise<void> {
  const text = paper.querySelector<HTMLElement>("[data-text]");
  const line = paper.querySelector<HTMLElement>("[data-still]");
  if (!text || !line || !text.hidden) return;
  try {
    const [wrap, sealed] = [await bytes(paper.dataset.wrap ?? ""), await bytes(paper.dataset.paper ?? "")];
    text.textContent = await textIn(wrap, sealed, key);
    text.hidden = false;
    line.hidden = true;
  } catch (wrong) {
    await useless(paper, line, wrong);
  }
}

for (const paper of document.querySelectorAll<HTMLElement>("[data-sealed]")) {
  const veil = paper.closest<HTMLDetailsElement>("details.veil");
  let key: Kept | null = null;
  onTurn((now) => {
    key = now;
    if (!now) closed(paper);
    else if (!veil || veil.open) void open(paper, now);
  });
  veil?.addEventListener("toggle", () => {
    if (veil.open && key) void open(paper, key);
  });
}
