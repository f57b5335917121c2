// SPDX-License-Identifier: Apache-2.0
// The identity of a person: made here, wrapped by printed words and by passkeys, and never sent. What the server keeps of
// it are the wraps. A passkey alone is never enough: people delete passkeys without knowing what hung on them.

import { bech32 } from "@scure/base";
import { entropyToMnemonic, validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, webauthn } from "age-encryption";
import { base64, unbase64 } from "./bytes";

/** How an identity is kept: by the words or by a passkey. `hint` names the passkey to the browser. */
export type Own = { by: "phrase" | "passkey"; label: string; blob: string; hint: string };
export type Identity = { secret: string; recipient: string };

const WORDS = 24;
const SECRET_BITS = 256;
/** The words have 256 bits, so that the slow derivation of age's passphrases adds nothing: the least that programs take. */
const WORK_FACTOR = 15;
const PKCS8 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20];

export async function made(): Promise<Identity> {
  const secret = await generateX25519Identity();
  return { secret, recipient: await identityToRecipient(secret) };
}

/** By what a key is known: the first 16 hex digits of the SHA-256 of its recipient. */
export async function keyId(recipient: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(recipient)));
  return [...hash.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function freshWords(): string[] {
  return entropyToMnemonic(crypto.getRandomValues(new Uint8Array(SECRET_BITS / 8)), wordlist).split(" ");
}

export function read(typed: string): string[] {
  return typed.normalize("NFKD").toLowerCase().match(/[a-z]+/g) ?? [];
}

/** What is wrong with typed words: how many there are, or the places of those on no list; null where nothing is. */
export function wrong(words: string[]): { count: number; places: number[] } | null {
  const places = words.flatMap((word, n) => (wordlist.includes(word) ? [] : [n + 1]));
  if (words.length !== WORDS || places.length > 0) return { count: words.length, places };
  return validateMnemonic(words.join(" "), wordlist) ? null : { count: WORDS, places: [] };
}

export async function byWords(secret: string, words: string[]): Promise<Own> {
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  encrypter.setPassphrase(words.join(" "));
  return { by: "phrase", label: "", blob: base64(await encrypter.encrypt(secret)), hint: "" };
}

/** Make a passkey and wrap the identity by it. Throws where the browser or the device cannot (no PRF). */
export async function byPasskey(secret: string, label: string, named: string): Promise<Own> {
  const hint = await webauthn.createCredential({ keyName: named });
  const encrypter = new Encrypter();
  encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity: hint }));
  return { by: "passkey", label, blob: base64(await encrypter.encrypt(secret)), hint };
}

export async function openedBy(own: Own, words: string[]): Promise<Identity> {
  const decrypter = new Decrypter();
  if (own.by === "phrase") decrypter.addPassphrase(words.join(" "));
  else decrypter.addIdentity(new webauthn.WebAuthnIdentity({ identity: own.hint }));
  const secret = (await decrypter.decrypt(unbase64(own.blob), "text")).trim();
  return { secret, recipient: await identityToRecipient(secret) };
}

/** The identity as a key that the browser keeps and gives out to nobody. Throws where it knows no X25519. */
export async function closedIn(secret: string): Promise<CryptoKey> {
  const { prefix, bytes } = bech32.decodeToBytes(secret);
  if (prefix.toUpperCase() !== "AGE-SECRET-KEY-" || bytes.length !== 32) throw new Error("no identity");
  const pkcs8 = new Uint8Array([...PKCS8, ...bytes]);
  return crypto.subtle.importKey("pkcs8", pkcs8, { name: "X25519" }, false, ["deriveBits"]);
}
