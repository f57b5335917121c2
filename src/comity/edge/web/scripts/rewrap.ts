// SPDX-License-Identifier: Apache-2.0
// Who may open a paper by now and has no wrap of its key yet gets one from whoever has: a member who declared later, a
// newcomer, a party who was told. The law says who; the page carries it; nobody is asked anything.

import { secretIn, wrapped, type Reader, type Wrap } from "./sealing/papers";
import { told, token } from "./sealing/said";
import { onTurn } from "./sealing/turn";
import type { Kept } from "./sealing/kept";

/** One paper whose key some lack: where the wrap of whoever sits here lies, and for whom another is made. */
type Lacking = { digest: string; wrap: string; readers: Reader[] };

async function made(one: Lacking, key: Kept): Promise<(Wrap & { digest: string })[]> {
  const answer = await fetch(one.wrap, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) return [];
  const secret = await secretIn(new Uint8Array(await answer.arrayBuffer()), key.identity);
  return (await wrapped(secret, one.readers)).map((wrap) => ({ ...wrap, digest: one.digest }));
}

async function make(block: HTMLElement, key: Kept): Promise<void> {
  const lacking = told<Lacking[]>(block, "[data-missing]") ?? [];
  const each = await Promise.all(lacking.map((one) => made(one, key).catch(() => [])));
  const wraps = each.flat();
  if (wraps.length === 0) return;
  const answer = await fetch(block.dataset.missingTo ?? "", {
    method: "POST", body: JSON.stringify({ wraps }), credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
  });
  if (answer.ok) block.dataset.done = String(wraps.length);
}

for (const block of document.querySelectorAll<HTMLElement>("[data-missing-to]")) {
  let begun = false;
  onTurn((now) => {
    if (!now || begun) return;
    begun = true;
    void make(block, now);
  });
}
