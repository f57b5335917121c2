// SPDX-License-Identifier: Apache-2.0
// A file as it lies inside its seal: pieces with their lengths, the first of them its name; a piece of no length; zeros up
// to a Padmé size. It is laid out and sealed piece by piece, so that no device needs to hold a large one whole.

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { padme } from "./bytes";

const LENGTH = 4;
const PIECE = 64 * 1024;
const LONGEST_NAME = 120;
export const LARGEST = 100 * 1024 * 1024;

function framed(piece: Uint8Array): Uint8Array {
  const laid = new Uint8Array(LENGTH + piece.length);
  new DataView(laid.buffer).setUint32(0, piece.length);
  laid.set(piece, LENGTH);
  return laid;
}

/** The file laid out, a piece at a time. Throws where it cannot be read any more. */
async function* laidOut(file: File): AsyncGenerator<Uint8Array> {
  const name = framed(new TextEncoder().encode(JSON.stringify({ name: [...file.name].slice(0, LONGEST_NAME).join("") })));
  let laid = name.length;
  yield name;
  for (let at = 0; at < file.size; at += PIECE) {
    const piece = framed(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    laid += piece.length;
    yield piece;
  }
  for (let left = padme(laid + LENGTH) - laid; left > 0; left -= PIECE) yield new Uint8Array(Math.min(left, PIECE));
}

/** A file under a key of its own, as a stream, and that key. */
export async function sealedStream(file: File): Promise<{ bytes: ReadableStream<Uint8Array>; secret: string }> {
  const pieces = laidOut(file);
  const plain = new ReadableStream<Uint8Array>({
    async pull(into) {
      const { done, value } = await pieces.next();
      if (done) into.close();
      else into.enqueue(value);
    },
  });
  const secret = await generateX25519Identity();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(secret));
  return { bytes: await encrypter.encrypt(plain), secret };
}

/** What was opened: the name it had, which nobody trusts, and what lies in it. */
export type Opened = { name: string; parts: Uint8Array<ArrayBuffer>[]; size: number };

/** Open a sealed file with its own key. Throws where it was changed or cut, or is no file. */
export async function openedFile(sealed: ReadableStream<Uint8Array>, secret: string): Promise<Opened> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(secret);
  const reader = (await decrypter.decrypt(sealed)).getReader();
  const found = new Unwrapping();
  for (let one = await reader.read(); !one.done; one = await reader.read()) found.take(one.value);
  return found.whole();
}

/** Puts pieces together again; the padding is read to its end, so that a cut file is noticed. */
class Unwrapping {
  private held = new Uint8Array(0);
  private pieces: Uint8Array<ArrayBuffer>[] = [];
  private size = 0;
  private ended = false;

  take(part: Uint8Array): void {
    if (this.ended) return;
    const all = new Uint8Array(this.held.length + part.length);
    all.set(this.held);
    all.set(part, this.held.length);
    this.held = all;
    while (!this.ended && this.held.length >= LENGTH) {
      const length = new DataView(this.held.buffer, this.held.byteOffset).getUint32(0);
      if (length > PIECE) throw new Error("this is no file");
      if (this.held.length < LENGTH + length) return;
      if (length === 0) this.ended = true;
      else this.keep(this.held.slice(LENGTH, LENGTH + length));
      this.held = this.held.subarray(LENGTH + length);
    }
  }

  private keep(piece: Uint8Array<ArrayBuffer>): void {
    this.size += piece.length;
    if (this.size > LARGEST + PIECE) throw new Error("this is larger than a file may be");
    this.pieces.push(piece);
  }

  whole(): Opened {
    const [head, ...parts] = this.pieces;
    if (!this.ended || !head) throw new Error("this file was cut");
    const told: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(head));
    const name = (told as { name?: unknown } | null)?.name;
    if (typeof name !== "string") throw new Error("this file does not say how it is called");
    return { name, parts, size: this.size - head.length };
  }
}
