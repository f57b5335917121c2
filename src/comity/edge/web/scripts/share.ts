// SPDX-License-Identifier: Apache-2.0
// The share of whoever sits here: tried (nothing is sent but that it opens), saved as a file, or given to whoever asked,
// sealed to their key. It opens with the key that is open in this tab.

import { base64, unbase64 } from "./sealing/bytes";
import type { Kept } from "./sealing/kept";
import { opened, to } from "./sealing/papers";
import { hush, say } from "./sealing/said";
import { markOf } from "./sealing/shares";
import { onTurn } from "./sealing/turn";

/** The share as a line. Throws where this key does not open it, or where it is not the one that was given. */
async function line(section: HTMLElement, key: Kept): Promise<string> {
  const found = new TextDecoder().decode(await opened(unbase64(section.dataset.share ?? ""), key.identity)).trim();
  if ((await markOf(found)) !== section.dataset.mark) throw new Error("another share");
  return found;
}

async function give(form: HTMLFormElement, share: string): Promise<void> {
  const sealed = await to(form.dataset.to ?? "", `${share}\n`);
  (form.elements.namedItem("share") as HTMLInputElement).value = base64(sealed);
  form.submit();
}

function attach(section: HTMLElement): void {
  let key: Kept | null = null;
  onTurn((now) => {
    key = now;
    for (const button of section.querySelectorAll<HTMLButtonElement>("[data-with-key]")) {
      button.disabled = !now || button.hasAttribute("data-unproved");
    }
  });
  const on = (selector: string, act: (form: HTMLFormElement, share: string) => unknown) => {
    const form = section.querySelector<HTMLFormElement>(selector);
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      hush(section);
      if (key) void line(section, key).then((share) => act(form, share)).catch(() => say(section, "broken"));
    });
  };
  on("form[data-drill]", (form) => form.submit());
  on("form[data-agree]", give);
  on("form[data-save]", (form, share) => {
    const link = form.querySelector("a");
    if (!link) return;
    link.href = `data:text/plain;base64,${base64(new TextEncoder().encode(`${share}\n`))}`;
    link.click();
  });
}

for (const section of document.querySelectorAll<HTMLElement>("[data-share]")) attach(section);
