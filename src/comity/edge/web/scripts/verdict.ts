// SPDX-License-Identifier: Apache-2.0
// A verdict in one key: the button that bears it is pressed. Nothing happens while somebody types; the buttons do the same.

export {};

const WRITES = "input, textarea, select, [contenteditable]";

document.documentElement.classList.add("with-keys");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest(WRITES)) return;
  const button = document.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
