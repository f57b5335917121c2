// SPDX-License-Identifier: Apache-2.0
// Signing out forgets every opened key of this browser before the form goes out; and what nobody touched for half an
// hour is forgotten on any page.

import { forgetAll, sweep } from "./sealing/kept";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-signs-out]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    forgetAll().finally(() => form.submit());
  });
}
void sweep();
