// SPDX-License-Identifier: Apache-2.0
// Files beside a text, opened where they are read: fetched, opened and looked into in this browser alone, and nothing of
// it before somebody asks. A picture is drawn and never run; a text is set as text; an archive is listed; the rest is saved.

import { gunzipped, listed, TooMuch, unpacked } from "./sealing/archive";
import { secretIn } from "./sealing/papers";
import { MOST_PIXELS, sizeOf } from "./sealing/pictures";
import { openedFile } from "./sealing/pieces";
import { kindOf, safeName } from "./sealing/sniff";
import { onTurn } from "./sealing/turn";
import type { Kept } from "./sealing/kept";

type Parts = Uint8Array<ArrayBuffer>[];
type Held = { name: string; kind: string; parts: Parts; size: number };

const WIDEST = 1600;
const LONGEST_TEXT = 100_000;
const PICTURES = new Set(["png", "jpg", "gif", "webp"]);

function word(code: string): string {
  return document.querySelector<HTMLTemplateElement>(`template[data-word="${code}"]`)?.content.textContent?.trim() ?? "";
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, look: string, text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = look;
  made.textContent = text;
  return made;
}

function button(code: string, of: string, press: () => Promise<void> | void): HTMLButtonElement {
  const made = element("button", "button", word(code));
  made.type = "button";
  made.setAttribute("aria-label", `${word(code)}: ${of}`);
  made.addEventListener("click", () => void press());
  return made;
}

function size(bytes: number): string {
  const [count, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), "kilobyte"] : [bytes / 1e6, "megabyte"];
  const how = { style: "unit", unit, maximumFractionDigits: 1 } as Intl.NumberFormatOptions;
  return new Intl.NumberFormat(document.documentElement.lang || "en", how).format(count);
}

function joined(parts: Parts, most = Infinity): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(Math.min(most, parts.reduce((sum, part) => sum + part.length, 0)));
  let at = 0;
  for (const part of parts) {
    const taken = part.subarray(0, whole.length - at);
    whole.set(taken, at);
    at += taken.length;
    if (at === whole.length) break;
  }
  return whole;
}

function held(name: string, parts: Parts): Held {
  const kind = kindOf(joined(parts, 64 * 1024));
  return { name: safeName(name, kind), kind, parts, size: parts.reduce((sum, part) => sum + part.length, 0) };
}

/** What one opened file is, and what can be done with it. Within an archive no archive is opened. */
function panel(file: Held, within = false): HTMLElement {
  const made = element("div", "opened");
  const head = element("p", "");
  const name = element("bdi", "", file.name);
  head.append(name, ` `, element("span", "small soft", `${word(`kind-${file.kind || "none"}`)}, ${size(file.size)}`));
  const row = element("p", "actions");
  const shown = element("div", "");
  shown.setAttribute("aria-live", "polite");
  const first = (code: string, press: () => Promise<HTMLElement>) =>
    row.append(button(code, file.name, async () => {
      shown.replaceChildren(await press().catch((wrong: unknown) => element("p", "soft", word(wrong instanceof TooMuch ? "too-much" : "unread"))));
    }));
  if (PICTURES.has(file.kind)) first("show", () => picture(file));
  if (file.kind === "txt") first("show", () => Promise.resolve(text(file)));
  if (!within && (file.kind === "zip" || file.kind === "gz")) first("list", () => list(file));
  row.append(saving(file));
  made.append(head, row, shown);
  return made;
}

function saving(file: Held): HTMLElement {
  return button("save", file.name, () => {
    const address = URL.createObjectURL(new Blob(file.parts, { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
}

async function picture(file: Held): Promise<HTMLElement> {
  const told = sizeOf(joined(file.parts, 1024 * 1024), file.kind);
  if (!told || told[0] * told[1] > MOST_PIXELS) throw new TooMuch();
  const bits = await createImageBitmap(new Blob(file.parts));
  const drawn = element("canvas", "");
  const scale = Math.min(1, WIDEST / bits.width);
  drawn.width = Math.max(1, Math.round(bits.width * scale));
  drawn.height = Math.max(1, Math.round(bits.height * scale));
  drawn.getContext("2d")?.drawImage(bits, 0, 0, drawn.width, drawn.height);
  bits.close();
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", file.name);
  return drawn;
}

function text(file: Held): HTMLElement {
  const made = element("div", "");
  const lines = element("pre", "read", new TextDecoder().decode(joined(file.parts, LONGEST_TEXT)));
  lines.dir = "auto";
  lines.tabIndex = 0;
  lines.setAttribute("aria-label", file.name);
  made.append(lines);
  if (file.size > LONGEST_TEXT) made.append(element("p", "small soft", word("cut")));
  return made;
}

async function list(file: Held): Promise<HTMLElement> {
  const whole = joined(file.parts);
  if (file.kind === "gz") return panel(held(file.name, await gunzipped(whole)), true);
  const { entries, more } = listed(whole);
  const made = element("ul", "plain files");
  for (const entry of entries) {
    const item = element("li", "");
    const name = entry.name.slice(-200);
    const under = element("div", "");
    const open = button("unpack", name, async () => {
      const found = await unpacked(whole, entry.name).catch((wrong: unknown) => (wrong instanceof TooMuch ? "too-much" : "unread"));
      under.replaceChildren(typeof found === "string" ? element("p", "soft", word(found)) : panel(held(entry.name.split(/[\\/]/).pop() ?? "", found), true));
    });
    item.append(element("bdi", "", name), " ", element("span", "small soft", size(entry.size)), " ", open, under);
    made.append(item);
  }
  if (more || entries.length === 0) made.append(element("li", "soft", word(more ? "more" : "empty")));
  return made;
}

async function fetched(address: string): Promise<Response> {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || !answer.body) throw new Error(`the server says ${answer.status}`);
  return answer;
}

async function read(item: HTMLElement, key: Kept | null): Promise<Held> {
  if (item.dataset.open) {
    const whole = new Uint8Array(await (await fetched(item.dataset.open)).arrayBuffer());
    return held(item.querySelector("bdi")?.textContent ?? "", [whole]);
  }
  if (!key) throw new Error("the key is closed");
  const wrap = new Uint8Array(await (await fetched(item.dataset.wrap ?? "")).arrayBuffer());
  const secret = await secretIn(wrap, key.identity);
  const { body } = await fetched(item.dataset.paper ?? "");
  const { name, parts } = await openedFile(body as ReadableStream<Uint8Array>, secret);
  return held(name, parts);
}

function attach(item: HTMLElement): void {
  const shown = item.querySelector<HTMLElement>("[data-shown]");
  const row = item.querySelector<HTMLElement>("[data-ways]");
  if (!shown || !row) return;
  let key: Kept | null = null;
  const close = () => {
    shown.replaceChildren();
    ask.hidden = !item.dataset.open && !key;
    ask.textContent = word("open");
  };
  const ask = button("open", item.querySelector("bdi")?.textContent ?? "", async () => {
    if (shown.firstChild) return close();
    shown.replaceChildren(element("p", "soft", word("opening")));
    const found = await read(item, key).then((file) => panel(file)).catch(() => element("p", "soft", word("unread")));
    if (!shown.firstChild) return;
    shown.replaceChildren(found);
    ask.textContent = word("close");
  });
  ask.removeAttribute("aria-label");
  row.prepend(ask);
  close();
  onTurn((now) => {
    key = now;
    if (!item.dataset.open) close();
  });
}

for (const item of document.querySelectorAll<HTMLElement>("[data-file]")) attach(item);
