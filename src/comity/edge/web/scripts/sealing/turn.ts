// SPDX-License-Identifier: Apache-2.0
// Whether somebody's key is open on this page, for all scripts of the page that care.

import type { Kept } from "./kept";

type Hears = (now: Kept | null) => void;

let now: Kept | null = null;
const listeners = new Set<Hears>();

/** Say that the key was opened, or (null) that it was closed. */
export function turn(found: Kept | null): void {
  now = found;
  for (const hears of listeners) hears(found);
}

/** Hear of every turn, and at once where the key is open. */
export function onTurn(hears: Hears): void {
  listeners.add(hears);
  if (now) hears(now);
}

export function open(): Kept | null {
  return now;
}
