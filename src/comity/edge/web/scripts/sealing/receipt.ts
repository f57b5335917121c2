// SPDX-License-Identifier: Apache-2.0
// Twelve words (BIP 39) of 128 bits, and what HKDF works out of them: a door, by which the house finds a report, and an
// age identity. The words stay here; the house is told the door and the identity's recipient. As in `locator.py`.

import { bech32 } from "@scure/base";
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { keep } from "./kept";
import { closedIn, keyId } from "./own";

export type Receipt = { seed: Uint8Array; words: string[]; door: string; secret: string; recipient: string };
/** What is wrong with typed words: how many there are, the places of those on no list, or else their order. */
export type Wrong = { count: number; places: number[] };

export const WORDS = 12;
const PREFIX = 4;
const SEED = 16;
const byPrefix = new Map(wordlist.map((word) => [word.slice(0, PREFIX), word]));

/** The seed of a report whose words this tab shows until they were typed back or it is closed: read by no other tab. */
const TAB = "comity words ";

async function derived(seed: Uint8Array, what: string, length: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", seed as Uint8Array<ArrayBuffer>, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode(`comity receipt 1 ${what}`);
  const about = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  return new Uint8Array(await crypto.subtle.deriveBits(about, key, length * 8));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function receiptOf(seed: Uint8Array): Promise<Receipt> {
  const secret = bech32.encodeFromBytes("AGE-SECRET-KEY-", await derived(seed, "key", 32)).toUpperCase();
  return {
    seed, secret, words: entropyToMnemonic(seed, wordlist).split(" "),
    door: hex(await derived(seed, "door", SEED)), recipient: await identityToRecipient(secret),
  };
}

export function fresh(): Promise<Receipt> {
  return receiptOf(crypto.getRandomValues(new Uint8Array(SEED)));
}

function known(word: string): string {
  const found = byPrefix.get(word.slice(0, PREFIX)) ?? "";
  return word.length >= PREFIX || word === found ? found : "";
}

export function read(typed: string): string[] {
  return typed.toLowerCase().match(/\p{L}+/gu) ?? [];
}

/** The receipt that somebody typed, in four letters a word or more; else what is wrong. */
export async function typedReceipt(text: string): Promise<Receipt | Wrong> {
  const words = read(text);
  const meant = words.map(known);
  const places = meant.flatMap((word, n) => (word ? [] : [n + 1]));
  if (words.length !== WORDS || places.length > 0) return { count: words.length, places };
  try {
    return await receiptOf(mnemonicToEntropy(meant.join(" "), wordlist));
  } catch {
    return { count: WORDS, places: [] };
  }
}

/** The places at which something else stands than the words; 13 where there are more than twelve. */
export function missed(words: string[], text: string): number[] {
  const typed = read(text).map(known);
  const places = words.flatMap((word, n) => (typed[n] === word ? [] : [n + 1]));
  return typed.length > WORDS ? [...places, WORDS + 1] : places;
}

/** What to fill into the sentence that says which words were missed. */
export function toFill(wrong: number[]): Record<string, string> {
  const good = WORDS - wrong.filter((place) => place <= WORDS).length;
  return { good: String(good), places: wrong.join(", ") };
}

/** Whether this browser keeps an identity so that no script reads it out; where not, the server opens. */
export async function able(): Promise<boolean> {
  if (!("subtle" in crypto)) return false;
  return generateX25519Identity().then(closedIn).then(() => true, () => false);
}

/** Open in this tab what is sealed to these words. */
export async function keepOpen(found: Receipt): Promise<void> {
  await keep(await keyId(found.recipient), found.recipient, await closedIn(found.secret));
}

export function remember(found: Receipt): void {
  sessionStorage.setItem(TAB + found.door, hex(found.seed));
}

/** The words were written down: this tab needs them no more. */
export function forgetWords(found: Receipt): void {
  sessionStorage.removeItem(TAB + found.door);
}

/** The receipt of a door, where this tab has drawn it. */
export async function remembered(door: string): Promise<Receipt | null> {
  const found = sessionStorage.getItem(TAB + door) ?? "";
  if (!/^[0-9a-f]{32}$/.test(found)) return null;
  return receiptOf(Uint8Array.from(found.match(/../g) ?? [], (two) => parseInt(two, 16)));
}
