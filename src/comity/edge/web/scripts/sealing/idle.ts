// SPDX-License-Identifier: Apache-2.0
// An opened key that nobody has touched for half an hour is forgotten, and whoever showed what it opened hears of it.

import { kept, touch } from "./kept";
import { open, turn } from "./turn";

const MINUTE_MS = 60_000;

export function watch(key: string, closed: () => void): void {
  let touched = 0;
  const used = () => {
    if (open() && Date.now() - touched > MINUTE_MS) void touch();
    if (Date.now() - touched > MINUTE_MS) touched = Date.now();
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, used, { passive: true });
  setInterval(() => {
    if (!open()) return;
    void kept(key).then((found) => {
      if (found) return;
      turn(null);
      closed();
    });
  }, MINUTE_MS);
}
