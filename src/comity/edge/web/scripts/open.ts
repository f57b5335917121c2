// SPDX-License-Identifier: Apache-2.0
// Opens papers in their place, with the key that is open in this tab. What is veiled is opened only once somebody unveils
// it. When the key is closed every text leaves the page again.

import { secretIn, textOf } from "./sealing/papers";
import { onTurn } from "./sealing/turn";
import type { Kept } from "./sealing/kept";

async function bytes(address: string): Promise<Uint8Array> {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw new Error(`the server says ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
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

async function open(paper: HTMLElement, key: Kept): Promise<void> {
  const text = paper.querySelector<HTMLElement>("[data-text]");
  const line = paper.querySelector<HTMLElement>("[data-still]");
  if (!text || !line || !text.hidden) return;
  try {
    const secret = await secretIn(await bytes(paper.dataset.wrap ?? ""), key.identity);
    text.textContent = await textOf(await bytes(paper.dataset.paper ?? ""), secret);
    text.hidden = false;
    line.hidden = true;
  } catch {
    line.textContent = paper.dataset.trouble ?? "";
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
