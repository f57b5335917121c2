// SPDX-License-Identifier: Apache-2.0
// Shares of the key for successors: one line each, so that a program reads them as well. A share is
//   COMITY-SHARE-1 <id of the key> <how many join it> <base64>
// and its mark the SHA-256 of that line: what is public of it, and tells nothing.

import { combine, split } from "shamir-secret-sharing";
import { base64, unbase64 } from "./bytes";

const KIND = "COMITY-SHARE-1";
const LINE = /^COMITY-SHARE-1 ([0-9a-f]{16}) ([2-9]) ([A-Za-z0-9+/]+=*)$/;

export async function markOf(line: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(line)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The identity, split into so many lines of which `least` join it. */
export async function dealt(secret: string, key: string, many: number, least: number): Promise<string[]> {
  const shares = await split(new TextEncoder().encode(secret), many, least);
  return shares.map((share) => `${KIND} ${key} ${least} ${base64(share)}`);
}

/** The identity that these lines join. Throws where one is no share, or where they are too few or of several keys. */
export async function joined(lines: readonly string[]): Promise<string> {
  const read = lines.map((line) => LINE.exec(line));
  const [first] = read;
  if (!first || read.some((one) => !one || one[1] !== first[1]) || lines.length < Number(first[2])) {
    throw new Error("these lines join nothing");
  }
  const whole = await combine(read.map((one) => unbase64((one ?? [])[3] ?? "")));
  const secret = new TextDecoder().decode(whole);
  if (!/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/.test(secret)) throw new Error("what they join is no key");
  return secret;
}
