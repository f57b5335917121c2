// SPDX-License-Identifier: Apache-2.0
// Files that are there already and are handed on with a text: their keys, opened here and wrapped for its readers. One
// whose key does not open here is left to the server, which hands on what it can open itself, and nothing else.

import { secretIn, wrapped, type Reader, type Wrap } from "./papers";
import { told } from "./said";
import { open } from "./turn";

type File = { digest: string; wrap: string };
type Given = { digest: string; wraps: Wrap[] };

async function given(file: File, identity: CryptoKey, readers: Reader[]): Promise<Given[]> {
  const answer = await fetch(file.wrap, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) return [];
  const secret = await secretIn(new Uint8Array(await answer.arrayBuffer()), identity);
  return [{ digest: file.digest, wraps: await wrapped(secret, readers) }];
}

/** The wraps of the keys of a form's `data-along` files; of none where no key is open or nobody reads its text. */
export async function handedOn(form: HTMLFormElement, readers: Reader[]): Promise<Given[]> {
  const files = told<File[]>(form, "[data-along]") ?? [];
  const key = open();
  if (!key || readers.length === 0) return [];
  const each = await Promise.all(files.map((one) => given(one, key.identity, readers).catch(() => [])));
  return each.flat();
}
