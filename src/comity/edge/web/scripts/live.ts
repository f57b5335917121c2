// SPDX-License-Identifier: Apache-2.0
// A list that goes on by itself: every minute the page asks for itself again and takes over what changed. Without script
// one reloads. Nothing is taken over while somebody has the focus inside, or while the page is out of sight.

export {};

const EVERY = 60_000;

async function look(): Promise<void> {
  if (document.hidden) return;
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (!now || part.contains(document.activeElement) || shown(now) === shown(part)) continue;
    part.replaceChildren(...now.childNodes);
  }
}

function shown(part: HTMLElement): string {
  return (part.textContent ?? "").replace(/\s+/g, " ");
}

setInterval(() => void look().catch(() => undefined), EVERY);
