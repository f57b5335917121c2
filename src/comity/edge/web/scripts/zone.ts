// SPDX-License-Identifier: Apache-2.0
// Hours where the reader is. Beside a field for a date and an hour the zone of the browser is chosen beforehand, as it is on
// that day, until the reader chooses another; beside an hour in UTC stands the same by the reader's own clock. Without
// script the field begins with UTC, and the page says UTC alone.

function offset(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

for (const zone of document.querySelectorAll<HTMLSelectElement>("select[data-zone-of]")) {
  const field = document.getElementById(zone.dataset.zoneOf ?? "");
  if (!(field instanceof HTMLInputElement)) continue;
  let chosen = "chosen" in zone.dataset;
  zone.addEventListener("change", () => {
    chosen = true;
  });
  const follow = (): void => {
    const at = field.value ? new Date(field.value) : new Date();
    const here = offset(at);
    if (!chosen && !Number.isNaN(at.getTime()) && [...zone.options].some((one) => one.value === here)) zone.value = here;
  };
  field.addEventListener("input", follow);
  follow();
}

for (const place of document.querySelectorAll<HTMLElement>("[data-here]")) {
  const at = new Date(place.dataset.here ?? "");
  if (Number.isNaN(at.getTime()) || at.getTimezoneOffset() === 0) continue;
  const language = `${document.documentElement.lang || "en"}-u-nu-latn`;
  const words = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", hourCycle: "h23" }).format(at);
  place.textContent = (place.dataset.words ?? "{at}").replace("{at}", words);
  place.hidden = false;
}
