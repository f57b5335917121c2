// SPDX-License-Identifier: Apache-2.0
// The receipt page: a button to print, with nothing in the title that the printer writes above the page. What was sent
// needs no draft any more, so every draft that this device kept is forgotten.

const DRAFT = "comity draft ";

for (const key of Object.keys(localStorage)) {
  if (key.startsWith(DRAFT)) localStorage.removeItem(key);
}
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const title = document.title;
    document.title = "\u00a0";
    print();
    document.title = title;
  });
}

export {};
