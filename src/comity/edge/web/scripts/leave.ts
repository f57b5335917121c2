// SPDX-License-Identifier: Apache-2.0
// "Leave now": one press, or Escape pressed three times within two seconds. The page is replaced, so that going back
// does not show it again, and the browser lets go of the words of a receipt and of what they opened. Without script the link leads
// away all the same, and the page stays in the history.

import { forgetAll } from "./sealing/kept";

const AWAY = "about:blank";
const TIMES = 3;
const WITHIN_MS = 2000;

function leave(): void {
  sessionStorage.clear();
  forgetAll().catch(() => undefined);
  navigator.sendBeacon("/receipt/let-go");
  document.documentElement.hidden = true;
  location.replace(AWAY);
}

const pressed: number[] = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const now = Date.now();
  pressed.push(now);
  if (pressed.filter((at) => now - at < WITHIN_MS).length >= TIMES) leave();
});
for (const link of document.querySelectorAll<HTMLAnchorElement>("a.leave")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
}
