// SPDX-License-Identifier: Apache-2.0
// The page "Your key": made here, shown once as words, typed back in three places, and only then told to the server, as
// its public half and as wraps that nobody else opens. What changes a key needs the key itself, opened on this page first.

import { base64, unbase64 } from "./sealing/bytes";
import { keep } from "./sealing/kept";
import {
  byPasskey, byWords, closedIn, freshWords, keyId, made, openedBy, read, wrong, type Identity, type Own,
} from "./sealing/own";
import { opened as opens, to } from "./sealing/papers";
import { hush, say, told, troubleOf } from "./sealing/said";

const ASKED_OF = [[0, 8], [8, 16], [16, 24]] as const;
let opened: Identity | null = null;

function part<T extends HTMLElement>(where: ParentNode, selector: string): T {
  const found = where.querySelector<T>(selector);
  if (!found) throw new Error(`the page lacks ${selector}`);
  return found;
}

/** Fill the hidden form of a part of the page, and send it. */
function send(where: HTMLElement, fields: Record<string, string>): void {
  const form = part<HTMLFormElement>(where, "form[data-send]");
  for (const [name, value] of Object.entries(fields)) {
    (form.elements.namedItem(name) as HTMLInputElement).value = value;
  }
  form.submit();
}

function show(where: ParentNode, selector: string, shown: boolean): void {
  for (const one of where.querySelectorAll<HTMLElement>(selector)) one.hidden = !shown;
}

async function keepOpen(identity: Identity): Promise<void> {
  try {
    await keep(await keyId(identity.recipient), identity.recipient, await closedIn(identity.secret));
  } catch {
    // A browser without X25519 keeps no key open; it opens it on each page anew.
  }
}

function random(below: number): number {
  const drawn = crypto.getRandomValues(new Uint32Array(1));
  return drawn[0] % below;
}

function lay(where: HTMLElement, words: string[]): void {
  part(where, "[data-list]").replaceChildren(...words.map((word) => {
    const item = document.createElement("li");
    item.textContent = word;
    return item;
  }));
}

/** The three places that are asked for: one in each third of the words. */
function places(where: HTMLElement): number[] {
  const chosen = ASKED_OF.map(([from, to]) => from + random(to - from));
  where.querySelectorAll<HTMLElement>("[data-asked]").forEach((field, n) => {
    const label = part(field, "label");
    label.textContent = (label.dataset.label ?? "").replace("[n]", String((chosen[n] ?? 0) + 1));
    part<HTMLInputElement>(field, "input").value = "";
  });
  return chosen;
}

function typedBack(where: HTMLElement, words: string[], chosen: number[]): number[] {
  const typed = [...where.querySelectorAll<HTMLInputElement>("[data-asked] input")].map((field) => read(field.value)[0]);
  return chosen.filter((place, n) => typed[n] !== words[place]).map((place) => place + 1);
}

/** What was wrapped for the former key, wrapped anew for the new one: keys of papers, and a share of another key. */
async function papers(where: HTMLElement, recipient: string): Promise<{ digest: string; wrap: string }[]> {
  if (!opened || !where.dataset.held) return [];
  const answer = await fetch(where.dataset.held, { credentials: "same-origin", cache: "no-store" });
  const { wraps } = (await answer.json()) as { wraps: { digest: string; wrap: string }[] };
  const former = opened;
  return Promise.all(wraps.map(async ({ digest, wrap }) => {
    return { digest, wrap: base64(await to(recipient, await opens(unbase64(wrap), former.secret))) };
  }));
}

async function enrol(where: HTMLElement, identity: Identity, ways: Own[]): Promise<void> {
  const moved = await papers(where, identity.recipient);
  await keepOpen(identity);
  send(where, { recipient: identity.recipient, wrapped: JSON.stringify(ways), papers: JSON.stringify(moved) });
}

/** Making a key, the first or another one: words, three of them typed back, a passkey if there is one. */
function making(where: HTMLElement): void {
  let identity: Identity | null = null;
  let words: string[] = [];
  let chosen: number[] = [];
  const step = (name: string) => {
    for (const one of ["begin", "words", "back", "passkey"]) show(where, `[data-step="${one}"]`, one === name);
    hush(where);
    part(where, `[data-step="${name}"]`).querySelector<HTMLElement>("h2, h3")?.focus();
  };
  const on = (selector: string, act: () => unknown) => part(where, selector).addEventListener("click", () => void act());
  on("[data-make]", async () => {
    identity = await made();
    words = freshWords();
    lay(where, words);
    step("words");
  });
  on("[data-print]", () => print());
  on("[data-written]", () => {
    chosen = places(where);
    step("back");
  });
  on("[data-again]", () => step("words"));
  on("[data-check]", () => {
    const missed = typedBack(where, words, chosen);
    if (missed.length > 0) return say(where, "missed", { places: missed.join(", ") });
    step("passkey");
    if (!("PublicKeyCredential" in window)) say(where, "no-prf");
  });
  const finish = async (more: Own[]) => {
    if (identity) await enrol(where, identity, [await byWords(identity.secret, words), ...more]);
  };
  on("[data-add]", async () => {
    if (!identity) return;
    await added(where, identity.secret).then((own) => finish([own]), (trouble: unknown) => say(where, troubleOf(trouble)));
  });
  on("[data-without]", () => finish([]));
}

/** A passkey of this device for the identity, under the name that was typed for it. */
function added(where: HTMLElement, secret: string): Promise<Own> {
  const label = part<HTMLInputElement>(where, "[data-label] input").value.trim() || (where.dataset.device ?? "");
  return byPasskey(secret, label, where.dataset.named ?? "");
}

function opening(section: HTMLElement, ways: Own[]): void {
  const use = async (own: Own, words: string[]) => {
    hush(section);
    try {
      const found = await openedBy(own, words);
      if ((await keyId(found.recipient)) !== section.dataset.key) throw new Error("another key");
      opened = found;
      await keepOpen(found);
      show(document, "[data-first]", false);
      show(document, "[data-then]", true);
      document.querySelector<HTMLElement>("[data-then] h2")?.focus();
    } catch (trouble) {
      say(section, own.by === "phrase" && troubleOf(trouble) === "not-yours" ? "not-these" : troubleOf(trouble));
    }
  };
  for (const own of ways) {
    if (own.by === "phrase") byTyping(section, "form[data-words]", (words) => use(own, words));
    else if ("PublicKeyCredential" in window) {
      const button = part<HTMLTemplateElement>(section, "template[data-way]").content.cloneNode(true) as DocumentFragment;
      const made = part<HTMLButtonElement>(button, "button");
      made.textContent = (made.textContent ?? "").replace("[label]", own.label);
      made.addEventListener("click", () => void use(own, []));
      part(section, "[data-ways]").append(made);
    }
  }
}

function byTyping(where: HTMLElement, selector: string, done: (words: string[]) => Promise<void>): void {
  const form = part<HTMLFormElement>(where, selector);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = read(part<HTMLTextAreaElement>(form, "textarea").value);
    const found = wrong(words);
    if (found) say(where, "words", { count: String(found.count), places: found.places.join(", ") || "–" });
    else void done(words);
  });
}

/** The recovery drill: do the printed words still open the key? Nothing is sent but that they do. */
function drill(section: HTMLElement, ways: Own[]): void {
  const own = ways.find((one) => one.by === "phrase");
  if (!own) return;
  byTyping(section, "form[data-drill]", async (words) => {
    const found = await openedBy(own, words).catch(() => null);
    if (!found || (await keyId(found.recipient)) !== section.dataset.key) return say(section, "not-these");
    part<HTMLTextAreaElement>(section, "textarea").value = "";
    part<HTMLFormElement>(section, "form[data-drill]").submit();
  });
}

function adding(where: HTMLElement): void {
  part(where, "[data-add]").addEventListener("click", () => {
    if (!opened) return;
    added(where, opened.secret).then(
      (own) => send(where, { wrapped: JSON.stringify([own]) }),
      (trouble: unknown) => say(where, troubleOf(trouble)),
    );
  });
}

function renewing(where: HTMLElement): void {
  let words: string[] = [];
  let chosen: number[] = [];
  part(where, "[data-make]").addEventListener("click", () => {
    words = freshWords();
    lay(where, words);
    chosen = places(where);
    show(where, '[data-step="begin"]', false);
    show(where, '[data-step="words"]', true);
  });
  part(where, "[data-print]").addEventListener("click", () => print());
  part(where, "[data-check]").addEventListener("click", () => {
    const missed = typedBack(where, words, chosen);
    if (missed.length > 0) return say(where, "missed", { places: missed.join(", ") });
    if (opened) void byWords(opened.secret, words).then((own) => send(where, { wrapped: JSON.stringify([own]) }));
  });
}

/** The identity as a file that the stock `age` reads. */
function saving(link: HTMLAnchorElement): void {
  link.addEventListener("click", (event) => {
    if (!opened) return event.preventDefault();
    const text = `# public key: ${opened.recipient}\n${opened.secret}\n`;
    link.href = `data:text/plain;base64,${base64(new TextEncoder().encode(text))}`;
  });
}

function begin(): void {
  show(document, "[data-unscripted]", false);
  for (const one of document.querySelectorAll<HTMLElement>("[data-scripted]")) {
    one.hidden = false;
    delete one.dataset.scripted; // from here on it is shown and hidden as everything else
  }
  if (!("subtle" in crypto)) return show(document, "[data-insecure]", true);
  const ways = told<Own[]>(document, "[data-own]") ?? [];
  for (const one of document.querySelectorAll<HTMLElement>("[data-making]")) making(one);
  for (const one of document.querySelectorAll<HTMLElement>("[data-opening]")) opening(one, ways);
  for (const one of document.querySelectorAll<HTMLElement>("[data-drilling]")) drill(one, ways);
  for (const one of document.querySelectorAll<HTMLElement>("[data-adding]")) adding(one);
  for (const one of document.querySelectorAll<HTMLElement>("[data-renewing]")) renewing(one);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-save]")) saving(link);
}

begin();
