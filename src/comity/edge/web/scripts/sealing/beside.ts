// SPDX-License-Identifier: Apache-2.0
// The files that go with a form: chosen one after the other, each with how far it is while it goes, and with a way to
// take it away or to stop. The field itself holds them all the time, so that without sealing they go with the form.

import { LARGEST } from "./pieces";
import { Sending, type Arrived } from "./parcels";
import { hush, say } from "./said";

const MOST = 10;
/** What is on its way or there, by form, for as long as the page stands: also over an answer that took its place. */
const sendings = new Map<string, Sending[]>();

function sendingOf(form: HTMLFormElement, file: File): Sending {
  const name = nameOf(form);
  const known = sendings.get(name) ?? [];
  const found = known.find((one) => same(one.file, file)) ?? new Sending(file, fieldOf(form)?.dataset.parcels ?? "");
  sendings.set(name, [found, ...known.filter((one) => one !== found)]);
  return found;
}

type Row = { line: HTMLElement; bar: HTMLProgressElement; away: HTMLButtonElement };

function fieldOf(form: HTMLFormElement): HTMLElement | null {
  return form.querySelector<HTMLElement>("[data-parcels]");
}

function inputOf(field: HTMLElement): HTMLInputElement {
  return field.querySelector<HTMLInputElement>('input[type="file"]') as HTMLInputElement;
}

function nameOf(form: HTMLFormElement): string {
  return inputOf(fieldOf(form) as HTMLElement).id;
}

function same(a: File, b: File): boolean {
  return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
}

function put(input: HTMLInputElement, files: File[]): void {
  const all = new DataTransfer();
  for (const file of files) all.items.add(file);
  input.files = all.files;
}

function size(bytes: number): string {
  const [count, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), "kilobyte"] : [bytes / 1e6, "megabyte"];
  const how = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang || "en", how as Intl.NumberFormatOptions).format(count);
}

/** The rows under the field, one for each file that is chosen. */
const rows = new WeakMap<File, Row>();

function draw(field: HTMLElement, changed: () => void): void {
  const list = field.querySelector<HTMLElement>("[data-carried]");
  const form = field.closest("form");
  if (!list || !form) return;
  const input = inputOf(field);
  const drawn = [...(input.files ?? [])].map((file) => {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = file.name;
    const line = document.createElement("span");
    line.className = "small soft";
    line.textContent = size(file.size);
    const bar = document.createElement("progress");
    bar.hidden = true;
    bar.max = 100;
    bar.setAttribute("aria-label", file.name);
    const away = document.createElement("button");
    away.type = "button";
    away.className = "button";
    away.textContent = field.dataset.away ?? "";
    away.setAttribute("aria-label", `${field.dataset.away ?? ""}: ${file.name}`);
    away.addEventListener("click", () => {
      void sendingOf(form, file).drop();
      put(input, [...(input.files ?? [])].filter((one) => one !== file));
      changed();
      input.focus();
    });
    rows.set(file, { line, bar, away });
    item.append(name, " ", line, " ", away, bar);
    return item;
  });
  list.replaceChildren(...drawn);
  list.hidden = drawn.length === 0;
}

/** Choosing once more adds to what was chosen; what cannot go is said and left out. */
export function begin(form: HTMLFormElement): void {
  const field = fieldOf(form);
  if (!field) return;
  const input = inputOf(field);
  let before = [...(input.files ?? [])];
  const changed = () => {
    before = [...(input.files ?? [])];
    draw(field, changed);
  };
  field.querySelector("[data-files-on-arrival]")?.setAttribute("hidden", "");
  field.querySelector("[data-files-in-browser]")?.removeAttribute("hidden");
  input.addEventListener("change", () => {
    hush(field);
    const fresh = [...(input.files ?? [])].filter((one) => !before.some((old) => same(old, one)));
    const fit = fresh.filter((one) => one.size <= LARGEST);
    if (fit.length < fresh.length) say(field, "too-large");
    if (before.length + fit.length > MOST) say(field, "too-many");
    put(input, [...before, ...fit].slice(0, MOST));
    changed();
  });
  changed();
}

/** The files of a form, before an answer takes its place. */
export function chosen(form: HTMLFormElement): { id: string; files: File[] } | null {
  const field = fieldOf(form);
  return field ? { id: inputOf(field).id, files: [...(inputOf(field).files ?? [])] } : null;
}

/** The same files in the form of the answer. */
export function putBack(kept: { id: string; files: File[] } | null): void {
  const input = kept ? document.getElementById(kept.id) : null;
  if (kept && input instanceof HTMLInputElement) {
    put(input, kept.files);
    input.closest("details")?.setAttribute("open", "");
  }
}

/** Every file of a form, sealed and sent; what is there already is not sent again. Throws where one is not. */
export async function carried(form: HTMLFormElement): Promise<Arrived[]> {
  const field = fieldOf(form);
  const files = field ? [...(inputOf(field).files ?? [])] : [];
  if (!field || files.length === 0) return [];
  const stop = new AbortController();
  const way = field.querySelector<HTMLElement>("[data-way]") as HTMLElement;
  const button = way.querySelector<HTMLButtonElement>("[data-stop]") as HTMLButtonElement;
  const pressed = () => stop.abort(new Stopped());
  button.addEventListener("click", pressed);
  button.hidden = false;
  way.dataset.going = "";
  beforeButton(form, way);
  hush(field);
  try {
    const found: Arrived[] = [];
    for (const file of files) {
      found.push(await sendingOf(form, file).go(stop.signal, (sent, broken) => told(field, file, sent, broken)));
      told(field, file, file.size, false, true);
    }
    return found;
  } finally {
    delete way.dataset.going;
    button.hidden = true;
    button.removeEventListener("click", pressed);
    field.append(way);
  }
}

/** Put something where it is seen while the form is sent: a field of an earlier step may be out of sight by then. */
export function beforeButton(form: HTMLFormElement, ...what: (Element | null)[]): void {
  const row = form.querySelector('button[type="submit"]')?.closest(".actions");
  row?.before(...what.filter((one) => one !== null));
}

/** Somebody stopped it. */
export class Stopped extends Error {}

function told(field: HTMLElement, file: File, sent: number, broken: boolean, there = false): void {
  const row = rows.get(file);
  if (!row) return;
  const says = there ? field.dataset.there : broken ? field.dataset.broken : field.dataset.far;
  row.bar.hidden = there;
  row.bar.value = Math.min(100, (100 * sent) / Math.max(1, file.size));
  row.line.textContent = (says ?? "").replace("[sent]", size(Math.min(sent, file.size))).replace("[size]", size(file.size));
}
