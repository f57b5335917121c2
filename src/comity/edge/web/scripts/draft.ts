// SPDX-License-Identifier: Apache-2.0
// A draft on this device, for whoever asks for one: in this browser's own store, never sent, and never with a name or
// an address in it. It is forgotten when the tick is taken away, when somebody says so, and once the report has arrived.

const DRAFT = "comity draft ";
const NEVER = new Set(["csrfmiddlewaretoken", "receipt", "door", "recipient", "reach", "called", "way", "letters", "mail"]);
type Kept = Record<string, string[]>;

function written(form: HTMLFormElement): Kept {
  const kept: Kept = {};
  for (const [name, value] of new FormData(form)) {
    if (!NEVER.has(name) && typeof value === "string") (kept[name] ??= []).push(value);
  }
  return kept;
}

function putBack(form: HTMLFormElement, kept: Kept): void {
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
      if (field.name && !NEVER.has(field.name)) field.checked = kept[field.name]?.includes(field.value) ?? false;
    } else if (field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
      field.value = kept[field.name]?.[0] ?? field.value;
    }
  }
}

function read(key: string): Kept | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return typeof found === "object" ? (found as Kept | null) : null;
  } catch {
    return null;
  }
}

function begin(form: HTMLFormElement): void {
  const key = DRAFT + (form.dataset.draft ?? "");
  const keep = form.querySelector<HTMLInputElement>("[data-keep]");
  const offer = form.querySelector<HTMLElement>(".draft-offer");
  const found = form.querySelector<HTMLElement>(".draft-found");
  if (!keep || !offer || !found) return;
  offer.hidden = false;
  const save = () => {
    if (keep.checked) localStorage.setItem(key, JSON.stringify(written(form)));
  };
  const forget = () => {
    localStorage.removeItem(key);
    keep.checked = false;
    found.hidden = true;
  };
  const kept = read(key);
  if (kept) {
    if (form.dataset.typed === undefined) putBack(form, kept);
    keep.checked = true;
    found.hidden = form.dataset.typed !== undefined;
  }
  form.addEventListener("input", save);
  keep.addEventListener("change", () => (keep.checked ? save() : forget()));
  form.querySelector("[data-forget]")?.addEventListener("click", () => {
    forget();
    form.reset();
    form.querySelector<HTMLTextAreaElement>("textarea")?.focus();
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) begin(form);

export {};
