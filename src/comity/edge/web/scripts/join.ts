// SPDX-License-Identifier: Apache-2.0
// Whoever asked joins the shares here, once enough were given: the key for successors is worked out, each paper's key is
// taken from its wrap and wrapped for the successors, and the key is forgotten. The server is sent the wraps alone.

import { unbase64 } from "./sealing/bytes";
import type { Kept } from "./sealing/kept";
import { keyId } from "./sealing/own";
import { opened, secretIn, wrapped, type Reader, type Wrap } from "./sealing/papers";
import { hush, say } from "./sealing/said";
import { joined, markOf } from "./sealing/shares";
import { onTurn } from "./sealing/turn";
import { identityToRecipient } from "age-encryption";

type Paper = { digest: string; wrap: string; readers: Reader[] };
type Told = { recipient: string; least: number; shares: { mark: string; wrap: string }[]; papers: Paper[] };

/** The shares that are whole: one that was altered is passed over, and the others may still be enough. */
async function lines(told: Told, key: Kept): Promise<string[]> {
  const each = told.shares.map(async ({ mark, wrap }) => {
    const line = new TextDecoder().decode(await opened(unbase64(wrap), key.identity)).trim();
    return (await markOf(line)) === mark ? line : "";
  });
  return (await Promise.all(each.map((one) => one.catch(() => "")))).filter(Boolean);
}

async function again(paper: Paper, secret: string): Promise<(Wrap & { digest: string })[]> {
  const own = await secretIn(unbase64(paper.wrap), secret);
  return (await wrapped(own, paper.readers)).map((wrap) => ({ ...wrap, digest: paper.digest }));
}

async function join(form: HTMLFormElement, key: Kept): Promise<void> {
  const answer = await fetch(form.dataset.from ?? "", { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw new Error(`the server says ${answer.status}`);
  const told = (await answer.json()) as Told;
  const secret = await joined(await lines(told, key));
  if ((await keyId(await identityToRecipient(secret))) !== (await keyId(told.recipient))) throw new Error("another key");
  const each = await Promise.all(told.papers.map((paper) => again(paper, secret)));
  (form.elements.namedItem("wraps") as HTMLInputElement).value = JSON.stringify(each.flat());
  form.submit();
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-join]")) {
  let key: Kept | null = null;
  const button = form.querySelector<HTMLButtonElement>("[data-with-key]");
  onTurn((now) => {
    key = now;
    if (button) button.disabled = !now || button.hasAttribute("data-unproved");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hush(form);
    if (key) void join(form, key).catch(() => say(form, "not-joined"));
  });
}
