// SPDX-License-Identifier: Apache-2.0
// What lies in an archive, in the reader's browser alone. Nothing of what an archive says of itself is believed: how many
// files it has, how large one is when it is unpacked, how they are called. Everything ends at a bound.

import { Gunzip, Unzip, UnzipInflate, unzipSync } from "fflate";

export const MOST_ENTRIES = 500;
/** The most bytes of one unpacked file. */
export const MOST_BYTES = 100 * 1024 * 1024;
const STEP = 16 * 1024;
const BREATH = 64;
const LEAST_GZIP = 18;

export type Entry = { name: string; size: number };
type Parts = Uint8Array<ArrayBuffer>[];

/** More would be unpacked than anybody is shown. */
export class TooMuch extends Error {}

class Enough extends Error {}

/** The first files of an archive as its table tells them, and whether there are more. Throws where there is no table. */
export function listed(whole: Uint8Array): { entries: Entry[]; more: boolean } {
  const entries = new Map<string, Entry>();
  try {
    unzipSync(whole, {
      filter: ({ name, originalSize }) => {
        if (entries.size >= MOST_ENTRIES) throw new Enough();
        if (!name.endsWith("/") && !entries.has(name)) entries.set(name, { name, size: originalSize });
        return false;
      },
    });
  } catch (wrong) {
    if (!(wrong instanceof Enough)) throw wrong;
    return { entries: [...entries.values()], more: true };
  }
  return { entries: [...entries.values()], more: false };
}

/** One file of an archive. Throws `TooMuch` at the bound, and where it cannot be unpacked. */
export async function unpacked(whole: Uint8Array, name: string, most = MOST_BYTES): Promise<Parts> {
  const taken = new Taking(most);
  let found = false;
  const unzip = new Unzip((file) => {
    if (found || file.name !== name) return;
    found = true;
    file.ondata = (wrong, part, last) => taken.take(wrong, part, last);
    file.start();
  });
  unzip.register(UnzipInflate);
  await fed(whole, taken, (part, last) => unzip.push(part, last));
  return taken.whole();
}

/** What one packed file is unpacked. Throws as `unpacked` does. */
export async function gunzipped(whole: Uint8Array, most = MOST_BYTES): Promise<Parts> {
  if (whole.length < LEAST_GZIP) throw new Error("this file was cut");
  const taken = new Taking(most);
  const gunzip = new Gunzip((part, last) => taken.take(null, part, last));
  await fed(whole, taken, (part, last) => gunzip.push(part, last));
  return taken.whole();
}

/** Feed it in small steps, so that a bound is noticed in time and the page can breathe. */
async function fed(whole: Uint8Array, taken: Taking, push: (part: Uint8Array, last: boolean) => void): Promise<void> {
  for (let at = 0, step = 1; at < whole.length && !taken.ended; at += STEP, step++) {
    push(whole.subarray(at, at + STEP), at + STEP >= whole.length);
    taken.check();
    if (step % BREATH === 0) await new Promise((next) => setTimeout(next));
  }
}

class Taking {
  ended = false;
  private parts: Parts = [];
  private size = 0;
  private wrong: unknown = null;

  constructor(private readonly most: number) {}

  take(wrong: unknown, part: Uint8Array | null, last: boolean): void {
    this.wrong ??= wrong;
    this.size += part?.length ?? 0;
    if (part && this.size <= this.most) this.parts.push(new Uint8Array(part));
    this.ended ||= last;
  }

  check(): void {
    if (this.size > this.most) throw new TooMuch();
    if (this.wrong) throw this.wrong as Error;
  }

  whole(): Parts {
    this.check();
    if (!this.ended) throw new Error("this file was cut");
    return this.parts;
  }
}
