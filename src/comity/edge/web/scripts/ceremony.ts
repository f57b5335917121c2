// SPDX-License-Identifier: Apache-2.0
// The ceremony: a key for successors is made here, split, each share sealed to its holder's key, and then forgotten. What
// leaves the browser are the key's public half, the sealed shares and their marks.

import { base64 } from "./sealing/bytes";
import { keyId, made } from "./sealing/own";
import { to } from "./sealing/papers";
import { hush, say } from "./sealing/said";
import { dealt, markOf } from "./sealing/shares";

const FEWEST = 2;
const MOST = 9;

type Holder = { person: string; key: string; recipient: string; outside: boolean };

function chosen(form: HTMLFormElement): Holder[] {
  const ticked = [...form.querySelectorAll<HTMLInputElement>('input[name="holder"]:checked')];
  return ticked.map((box) => ({
    person: box.value, key: box.dataset.key ?? "", recipient: box.dataset.recipient ?? "", outside: "outside" in box.dataset,
  }));
}

/** What is wrong with the choice, as the server would say it too. */
function trouble(holders: Holder[], least: number): string {
  if (holders.length < FEWEST || holders.length > MOST) return "many";
  if (!(least >= FEWEST && least <= holders.length)) return "least";
  return holders.some((one) => one.outside) ? "" : "outside";
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}

async function hold(form: HTMLFormElement): Promise<void> {
  const holders = chosen(form);
  const least = Number(field(form, "least").value);
  const wrong = trouble(holders, least);
  if (wrong) return say(form, wrong);
  const identity = await made();
  const lines = await dealt(identity.secret, await keyId(identity.recipient), holders.length, least);
  const shares = await Promise.all(holders.map(async ({ person, key, recipient }, n) => {
    const line = lines[n] ?? "";
    return { holder: person, key, mark: await markOf(line), sealed: base64(await to(recipient, `${line}\n`)) };
  }));
  field(form, "recipient").value = identity.recipient;
  field(form, "shares").value = JSON.stringify(shares);
  form.submit();
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-ceremony]")) {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (button && "subtle" in crypto && !form.hasAttribute("data-unproved")) button.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hush(form);
    if (button) button.disabled = true;
    void hold(form).catch(() => say(form, "stopped")).finally(() => {
      if (button) button.disabled = false;
    });
  });
}
