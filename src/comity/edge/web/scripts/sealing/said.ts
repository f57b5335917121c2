// SPDX-License-Identifier: Apache-2.0
// Sentences stand in the page, translated: `<template data-says="code">`. Here they are only put in their place.

/** Say a sentence of the page within `where`, its places filled; on another line than its first where one is given. */
export function say(
  where: ParentNode, code: string, fill: Record<string, string> = {},
  line = where.querySelector<HTMLElement>("[data-trouble]"),
): void {
  const found = where.querySelector<HTMLTemplateElement>(`template[data-says="${code}"]`);
  if (!line || !found) return;
  line.textContent = (found.content.textContent ?? "").replace(/\[(\w+)\]/g, (all, name: string) => fill[name] ?? all);
  line.hidden = false;
}

export function hush(where: ParentNode): void {
  for (const line of where.querySelectorAll<HTMLElement>("[data-trouble]")) line.hidden = true;
}

/** Which sentence tells what went wrong with a passkey. */
export function troubleOf(wrong: unknown): string {
  if (wrong instanceof DOMException && wrong.name === "NotSupportedError") return "old";
  if (wrong instanceof DOMException && wrong.name === "SecurityError") return "address";
  if (wrong instanceof DOMException) return "stopped";
  return wrong instanceof Error && wrong.message.includes("PRF") ? "no-prf" : "not-yours";
}

/** The JSON that stands in the page. Null where it does not. */
export function told<T>(where: ParentNode, selector: string): T | null {
  const block = where.querySelector(`script[type="application/json"]${selector}`);
  return block ? (JSON.parse(block.textContent ?? "null") as T) : null;
}

export const TOKEN = "csrfmiddlewaretoken";

/** The token without which no form is taken. */
export function token(): string {
  return document.querySelector<HTMLInputElement>(`input[name="${TOKEN}"]`)?.value ?? "";
}
