// SPDX-License-Identifier: Apache-2.0
// A file on its way: sealed here, sent in parts of which the server keeps each before it says so. After a break it is
// asked how far it came, and goes on there; a part that is sent twice is kept once.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { sealedStream } from "./pieces";
import { token } from "./said";

/** What the form names in the end: where the file waits, its digest, and the key that is wrapped for its readers. */
export type Arrived = { parcel: string; digest: string; secret: string };
/** Told while it goes: how many bytes are there, and whether the line is broken just now. */
export type Tells = (sent: number, broken: boolean) => void;

const PART = 4 * 1024 * 1024;
const WAITS_S = [1, 2, 4, 8, 15, 30, 30];
const MOST_BEGINNINGS = 3;

/** The server will not take it, however often it is sent. */
export class NotTaken extends Error {}
/** The line broke many times in a row; what is there already need not be sent again. */
export class Broken extends Error {}
/** The browser cannot read the file any more: it was moved or changed after it was chosen. */
export class Unreadable extends Error {}
/** The server does not have what was sent before. */
class Gone extends Error {}

export class Sending {
  private bytes: ReadableStreamDefaultReader<Uint8Array> | null = null;
  private rest = new Uint8Array(0);
  private part: Uint8Array<ArrayBuffer> | null = null;
  private nth = 0;
  private sent = 0;
  private hash = sha256.create();
  private secret = "";
  private parcel = "";
  private ended = false;

  constructor(readonly file: File, private readonly to: string) {}

  /** Send it, or go on with it. Throws where it was stopped, where it is not taken, or after many breaks in a row. */
  async go(stop: AbortSignal, tells: Tells): Promise<Arrived> {
    for (let begun = 1; ; begun++) {
      try {
        return await this.all(stop, tells);
      } catch (wrong) {
        if (!(wrong instanceof Gone) || begun >= MOST_BEGINNINGS) throw wrong;
        this.anew();
      }
    }
  }

  /** Nobody wants it any more. */
  async drop(): Promise<void> {
    if (!this.parcel) return;
    await fetch(`${this.to}/${this.parcel}`, { method: "DELETE", credentials: "same-origin", headers: asked() }).catch(() => null);
    this.anew();
  }

  private anew(): void {
    void this.bytes?.cancel().catch(() => null);
    this.bytes = this.part = null;
    this.ended = false;
    this.rest = new Uint8Array(0);
    this.nth = this.sent = 0;
    this.hash = sha256.create();
    this.parcel = "";
  }

  private async all(stop: AbortSignal, tells: Tells): Promise<Arrived> {
    if (!this.bytes) {
      const { bytes, secret } = await sealedStream(this.file);
      this.bytes = bytes.getReader();
      this.secret = secret;
    }
    if (!this.parcel) {
      const begun = await this.kept(stop, tells, () => post(this.to, "", stop));
      this.parcel = ((await begun.json()) as { parcel: string }).parcel;
    }
    tells(this.sent, false);
    for (this.part ??= await this.next(); this.part; this.part = await this.next()) {
      await this.kept(stop, tells, () => post(`${this.to}/${this.parcel}/${this.nth}`, this.part ?? "", stop), true);
      this.nth += 1;
      this.sent += this.part.length;
      tells(this.sent, false);
    }
    const digest = bytesToHex(this.hash.clone().digest());
    const body = new URLSearchParams({ digest });
    await this.kept(stop, tells, () => post(`${this.to}/${this.parcel}/whole`, body, stop));
    return { parcel: this.parcel, digest, secret: this.secret };
  }

  /** The next part of the sealed bytes; null once there is none. */
  private async next(): Promise<Uint8Array<ArrayBuffer> | null> {
    const part = new Uint8Array(PART);
    let held = 0;
    while (held < PART && !this.ended) {
      if (this.rest.length === 0) {
        const read = await this.bytes?.read().catch(() => { this.anew(); throw new Unreadable(); });
        this.ended = !read || read.done;
        this.rest = new Uint8Array(read?.value ?? []);
      }
      const taken = this.rest.subarray(0, PART - held);
      part.set(taken, held);
      held += taken.length;
      this.rest = this.rest.subarray(taken.length);
    }
    if (held === 0) return null;
    const whole = part.subarray(0, held);
    this.hash.update(whole);
    return whole;
  }

  /** The answer to what is asked, again and again while the line or the server is away. */
  private async kept(stop: AbortSignal, tells: Tells, ask: () => Promise<Response>, isPart = false): Promise<Response> {
    for (const wait of [...WAITS_S, 0]) {
      const answer = await ask().catch(() => null);
      stop.throwIfAborted();
      if (answer?.ok) return answer;
      if (answer?.status === 404 || answer?.status === 409) throw new Gone();
      if (answer && answer.status < 500 && answer.status !== 429) throw new NotTaken(`the server says ${answer.status}`);
      tells(this.sent, true);
      await later(wait, stop);
      const far = isPart ? await this.far(stop) : null;
      const parts = far?.ok ? ((await far.clone().json()) as { parts: number }).parts : this.nth;
      if (far && parts > this.nth) return far;
      if (parts < this.nth) throw new Gone();
      if (far?.status === 404) throw new Gone();
    }
    throw new Broken();
  }

  private far(stop: AbortSignal): Promise<Response | null> {
    const address = `${this.to}/${this.parcel}`;
    return fetch(address, { credentials: "same-origin", cache: "no-store", signal: stop }).catch(() => null);
  }
}

function asked(): Record<string, string> {
  return { "X-CSRFToken": token(), Accept: "application/json" };
}

function post(address: string, body: BodyInit, stop: AbortSignal): Promise<Response> {
  const type: Record<string, string> = body instanceof Uint8Array ? { "Content-Type": "application/octet-stream" } : {};
  return fetch(address, { method: "POST", body, signal: stop, credentials: "same-origin", headers: { ...asked(), ...type } });
}

function later(seconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((done, stopped) => {
    const timer = setTimeout(done, seconds * 1000);
    stop.addEventListener("abort", () => { clearTimeout(timer); stopped(stop.reason as Error); }, { once: true });
  });
}
