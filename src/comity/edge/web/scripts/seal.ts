// SPDX-License-Identifier: Apache-2.0
// Seals what somebody wrote before it leaves the browser. `data-seal` names the fields of a form that become papers; who
// reads them stands in the form, or is asked for once the paper's digest is known (`data-readers-at`). What was typed
// stays until the server has taken it. Without script the same form goes out plain, and the server seals it on arrival.

import { handedOn } from "./sealing/along";
import { begin as beginFiles, beforeButton, carried, chosen, putBack, Stopped } from "./sealing/beside";
import { base64 } from "./sealing/bytes";
import { sealed, wrapped, type Reader } from "./sealing/papers";
import { Broken, NotTaken, Unreadable } from "./sealing/parcels";
import { hush, say, told, token, TOKEN } from "./sealing/said";

const LOCATION = "Comity-Location";
const AGAIN = "Comity-Seal-Again";
const TRIES = 3;
const TROUBLES: [string, new (...told: never[]) => Error][] = [
  ["stopped", Stopped], ["unreadable", Unreadable], ["not-taken", NotTaken], ["broken", Broken],
];

async function hex(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The form's fields without the texts that are to be sealed. */
function without(data: FormData, names: string[]): URLSearchParams {
  const kept = new URLSearchParams();
  for (const [name, value] of data) if (!names.includes(name) && typeof value === "string") kept.append(name, value);
  return kept;
}

async function readers(form: HTMLFormElement, paper: Uint8Array, fields: URLSearchParams): Promise<Reader[]> {
  const here = told<Reader[]>(form, "[data-readers]");
  if (here) return here;
  fields.set("digest", await hex(paper));
  const answer = await fetch(form.dataset.readersAt ?? "", {
    method: "POST", body: fields, headers: { Accept: "application/json" }, credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(`the server says ${answer.status}`);
  return ((await answer.json()) as { readers: Reader[] }).readers;
}

/** The form with every paper sealed. One that could not be filed has no readers: then the server says what is wrong. */
async function closed(form: HTMLFormElement): Promise<FormData> {
  const files = await carried(form);
  const names = (form.dataset.seal ?? "").split(" ");
  const data = new FormData(form);
  let all: Reader[] = [];
  for (const name of names) {
    const text = data.get(name);
    if (typeof text !== "string" || !text.trim()) continue;
    const { paper, secret } = await sealed(text.replace(/\r\n?/g, "\n"));
    const to = await readers(form, paper, without(data, names));
    data.set(name, "");
    data.set(`${name}-sealed`, base64(paper));
    data.set(`${name}-wraps`, JSON.stringify(await wrapped(secret, to)));
    all = to;
  }
  if (files.length > 0) {
    const each = files.map(async ({ parcel, digest, secret }) => ({ parcel, digest, wraps: await wrapped(secret, all) }));
    data.delete("files");
    data.set("files-sealed", JSON.stringify(await Promise.all(each)));
  }
  const along = await handedOn(form, all);
  if (along.length > 0) data.set("along", JSON.stringify(along));
  return data;
}

function go(location: string): void {
  const to = new URL(location, document.baseURI);
  const here = new URL(document.baseURI);
  if (to.origin !== here.origin) return;
  if (to.pathname === here.pathname && to.search === here.search) {
    window.location.hash = to.hash;
    window.location.reload();
  } else window.location.assign(to);
}

/** The answer's main part in the place of this one's, what was typed and chosen put back into it. */
function again(html: string, typed: Map<string, string>, files: ReturnType<typeof chosen>): void {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const main = answer.querySelector("main");
  const here = document.querySelector("main");
  if (!main || !here) throw new Error("the answer is no page");
  document.title = answer.title;
  here.replaceChildren(...main.childNodes);
  for (const [id, text] of typed) {
    const field = document.getElementById(id);
    if (field instanceof HTMLTextAreaElement) field.value = text;
  }
  putBack(files);
  begin();
  const first = here.querySelector<HTMLElement>(".errors, .refusal, .wrong textarea, .wrong input");
  if (first && first.tabIndex < 0) first.tabIndex = -1;
  first?.focus();
}

/** The answer to the form, sealed anew where who reads it changed between sealing and sending: nobody is asked for that. */
async function sent(form: HTMLFormElement): Promise<{ location: string | null; html: string }> {
  const headers = { "Comity-Script": "1", "X-CSRFToken": form.querySelector<HTMLInputElement>(`[name=${TOKEN}]`)?.value ?? token() };
  for (let tried = 1; ; tried++) {
    const body = await closed(form);
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers });
    const changed = answer.headers.has(AGAIN) && !told(form, "[data-readers]");
    if (!changed || tried === TRIES) return { location: answer.headers.get(LOCATION), html: await answer.text() };
  }
}

async function send(form: HTMLFormElement): Promise<void> {
  const names = (form.dataset.seal ?? "").split(" ");
  const fields = [...form.querySelectorAll("textarea")].filter((field) => names.includes(field.name));
  const typed = new Map(fields.map((field) => [field.id, field.value]));
  const files = chosen(form);
  const { location, html } = await sent(form);
  if (location) go(location);
  else again(html, typed, files);
}

function failed(form: HTMLFormElement, wrong: unknown): void {
  const line = form.querySelector<HTMLElement>("[data-trouble]:not([data-parcels] *)");
  const plain = form.querySelector("[data-plain-way]");
  beforeButton(form, line, plain);
  const [code] = TROUBLES.find(([, kind]) => wrong instanceof kind) ?? ["unsealed"];
  say(form, code, {}, line);
  plain?.toggleAttribute("hidden", code !== "unsealed" && code !== "broken");
}

function attach(form: HTMLFormElement): void {
  let plain = false;
  let busy = false;
  form.querySelector("[data-on-arrival]")?.setAttribute("hidden", "");
  form.querySelector("[data-in-browser]")?.removeAttribute("hidden");
  beginFiles(form);
  form.addEventListener("submit", (event) => {
    if (plain) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    hush(form);
    send(form).catch((wrong: unknown) => failed(form, wrong)).finally(() => { busy = false; });
  });
  form.querySelector("[data-plain]")?.addEventListener("click", () => {
    plain = true;
    form.requestSubmit();
  });
}

function begin(): void {
  if (!("subtle" in crypto)) return;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-seal]")) attach(form);
}

begin();
