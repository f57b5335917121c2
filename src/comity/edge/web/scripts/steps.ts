// SPDX-License-Identifier: Apache-2.0
// One thing at a time: of a long form's numbered steps only the one at hand is open, and what was written stays in
// sight above it. Nothing is sent in between. Without script, or where something is wrong, every step stands open.

type Step = { item: HTMLLIElement; sheet: HTMLElement; heading: HTMLElement; told: HTMLElement };

const SHORT = 240;

function begin(form: HTMLFormElement): void {
  const steps = [...form.querySelectorAll<HTMLLIElement>(".path > li")].flatMap((item): Step[] => {
    const sheet = item.querySelector<HTMLElement>(".sheet");
    const heading = item.querySelector<HTMLElement>("h2");
    if (!sheet || !heading) return [];
    const told = document.createElement("div");
    told.className = "told";
    heading.tabIndex = -1;
    sheet.after(told);
    return [{ item, sheet, heading, told }];
  });

  function open(now: number, moved: boolean): void {
    steps.forEach((step, n) => {
      step.item.dataset.step = n < now ? "done" : n === now ? "now" : "next";
      step.sheet.hidden = n !== now;
      step.told.hidden = n >= now;
      if (n < now) step.told.replaceChildren(...summary(step), change(n));
    });
    if (moved) steps[now]?.heading.focus();
  }

  function button(words: string | undefined, look: string, press: () => void): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.className = look;
    made.textContent = words ?? "";
    made.addEventListener("click", press);
    return made;
  }

  function change(n: number): HTMLElement {
    const made = button(form.dataset.change, "button", () => open(n, true));
    made.setAttribute("aria-label", `${form.dataset.change ?? ""}: ${steps[n]?.heading.textContent ?? ""}`);
    return made;
  }

  steps.slice(0, -1).forEach((step, n) => {
    const row = document.createElement("p");
    row.className = "actions";
    row.append(button(form.dataset.continue, "button act", () => whole(step) && open(n + 1, true)));
    step.sheet.append(row);
  });
  open(0, false);
}

/** Whether what must be answered here is; what is not is said by the browser, in its reader's language. */
function whole(step: Step): boolean {
  const fields = [...step.sheet.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input")];
  return fields.find((field) => !field.checkValidity())?.reportValidity() ?? true;
}

function summary(step: Step): HTMLElement[] {
  const lines: HTMLElement[] = [];
  for (const field of step.sheet.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input")) {
    const text = said(field);
    if (!text) continue;
    const line = document.createElement("p");
    line.className = field instanceof HTMLTextAreaElement ? "read" : field.type === "file" ? "names" : "";
    line.textContent = text.length > SHORT ? `${text.slice(0, SHORT)} …` : text;
    lines.push(line);
  }
  return lines;
}

function said(field: HTMLInputElement | HTMLTextAreaElement): string {
  if (!field.name || field.type === "hidden") return "";
  if (field.type === "checkbox" || field.type === "radio") {
    const chosen = (field as HTMLInputElement).checked;
    return chosen ? (field.closest("label")?.querySelector("strong")?.textContent ?? "") : "";
  }
  if (field.type === "file") return [...((field as HTMLInputElement).files ?? [])].map((file) => file.name).join("\n");
  return field.checkVisibility?.() === false && !field.value ? "" : field.value.trim();
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-continue]")) begin(form);

export {};
