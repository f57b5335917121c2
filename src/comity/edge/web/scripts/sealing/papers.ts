// SPDX-License-Identifier: Apache-2.0
// A paper has a key of its own, and that key a wrap for each of its readers; all of it is age v1, so that the stock
// program opens it as well. The paper's key is made here, wrapped, and forgotten.

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { base64, padded, unpadded } from "./bytes";

/** Who gets a wrap: the person it is kept for, the id of the key, and what is sealed to. */
export type Reader = { person: string; key: string; recipient: string };
/** One wrap as it is sent: base64 of an age file. */
export type Wrap = { person: string; key: string; wrap: string };
/** An identity that opens: the text of one, or a key that the browser keeps and never gives out. */
export type Opener = string | CryptoKey;

/** An age file to one recipient. */
export async function to(recipient: string, inside: string | Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(inside);
}

export async function opened(sealed: Uint8Array, opener: Opener): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(opener);
  return decrypter.decrypt(sealed);
}

/** The paper's key for each reader. */
export async function wrapped(secret: string, readers: readonly Reader[]): Promise<Wrap[]> {
  const each = readers.map(async ({ person, key, recipient }) => {
    return { person, key, wrap: base64(await to(recipient, `${secret}\n`)) };
  });
  return Promise.all(each);
}

/** The text under a key of its own, and that key. */
export async function sealed(text: string): Promise<{ paper: Uint8Array; secret: string }> {
  const secret = await generateX25519Identity();
  return { paper: await to(await identityToRecipient(secret), padded(text)), secret };
}

/** The paper's key that lies in a wrap. Throws where the opener is not its reader's. */
export async function secretIn(wrap: Uint8Array, opener: Opener): Promise<string> {
  const found = new TextDecoder().decode(await opened(wrap, opener)).trim();
  if (!/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/.test(found)) throw new Error("there is no key in this wrap");
  return found;
}

/** The text of a paper, with the paper's own key. */
export async function textOf(paper: Uint8Array, secret: string): Promise<string> {
  return unpadded(await opened(paper, secret));
}
