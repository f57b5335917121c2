// SPDX-License-Identifier: Apache-2.0
// Bytes as the server reads them: base64, and a text padded so that its size tells little.

const LEAST = 512;
const LENGTH = 4;
const CHUNK = 0x8000;

export function base64(bytes: Uint8Array): string {
  let plain = "";
  for (let at = 0; at < bytes.length; at += CHUNK) plain += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(plain);
}

export function unbase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/** The Padmé size of so many bytes: at most 12 percent more. Below 2^31 and exact. */
export function padme(length: number): number {
  if (length < LEAST) return LEAST;
  const exponent = 31 - Math.clz32(length);
  const low = exponent - (32 - Math.clz32(exponent));
  const mask = 2 ** low - 1;
  return Math.ceil(length / (mask + 1)) * (mask + 1);
}

/** Four bytes of length (big-endian), the text, zeros. */
export function padded(text: string): Uint8Array {
  const told = new TextEncoder().encode(text);
  const whole = new Uint8Array(padme(LENGTH + told.length));
  new DataView(whole.buffer).setUint32(0, told.length);
  whole.set(told, LENGTH);
  return whole;
}

/** The text. Throws where the length is a lie. */
export function unpadded(whole: Uint8Array): string {
  const length = whole.length < LENGTH ? Infinity : new DataView(whole.buffer, whole.byteOffset).getUint32(0);
  if (length > whole.length - LENGTH) throw new Error("the length of the text is not that of a paper");
  return new TextDecoder("utf-8", { fatal: true }).decode(whole.subarray(LENGTH, LENGTH + length));
}
