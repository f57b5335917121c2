// SPDX-License-Identifier: Apache-2.0
// The opened key of whoever sits here, kept by the browser in a form that no script can read out: usable, never shown.
// It is this tab's alone, and forgotten after thirty minutes without a touch, at sign-out, or when the tab is closed.

const BASE = "comity keys";
const SHELF = "kept";
const TAB = "comity key of this tab";
export const IDLE_MS = 30 * 60 * 1000;

export type Kept = { tab: string; key: string; recipient: string; identity: CryptoKey; used: number };

function base(): Promise<IDBDatabase> {
  return new Promise((found, failed) => {
    const asked = indexedDB.open(BASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF, { keyPath: "tab" });
    asked.onsuccess = () => found(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function ask<T>(mode: IDBTransactionMode, what: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const open = await base();
  try {
    return await new Promise<T>((found, failed) => {
      const asked = what(open.transaction(SHELF, mode).objectStore(SHELF));
      asked.onsuccess = () => found(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  } finally {
    open.close();
  }
}

function tab(): string {
  return sessionStorage.getItem(TAB) ?? "";
}

/** Keep a key open in this tab. */
export async function keep(key: string, recipient: string, identity: CryptoKey): Promise<void> {
  await forget();
  const fresh = crypto.randomUUID();
  await ask("readwrite", (shelf) => shelf.put({ tab: fresh, key, recipient, identity, used: Date.now() }));
  sessionStorage.setItem(TAB, fresh);
}

/** The key that is open in this tab; null where none is, or another than `key`, or nobody touched it for too long. */
export async function kept(key: string): Promise<Kept | null> {
  await sweep();
  if (!tab()) return null;
  const found = (await ask("readonly", (shelf) => shelf.get(tab()))) as Kept | undefined;
  if (found && found.key === key) return found;
  await forget();
  return null;
}

/** It was used just now. */
export async function touch(): Promise<void> {
  const found = tab() ? ((await ask("readonly", (shelf) => shelf.get(tab()))) as Kept | undefined) : undefined;
  if (found) await ask("readwrite", (shelf) => shelf.put({ ...found, used: Date.now() }));
}

/** Forget the key of this tab. */
export async function forget(): Promise<void> {
  const old = tab();
  sessionStorage.removeItem(TAB);
  if (old) await ask("readwrite", (shelf) => shelf.delete(old));
}

/** Forget every key of this browser, in whatever tab. */
export async function forgetAll(): Promise<void> {
  sessionStorage.removeItem(TAB);
  await ask("readwrite", (shelf) => shelf.clear());
}

/** Forget what nobody touched for too long, also of tabs that were closed. */
export async function sweep(): Promise<void> {
  const all = (await ask("readonly", (shelf) => shelf.getAll())) as Kept[];
  for (const one of all) {
    if (Date.now() - one.used >= IDLE_MS) await ask("readwrite", (shelf) => shelf.delete(one.tab));
  }
}
