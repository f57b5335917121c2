// SPDX-License-Identifier: Apache-2.0
// How wide and high a picture says that it is, before anything unpacks it: a few bytes can ask for a wall of pixels.

/** The most pixels that are unpacked here: a picture of eight by eight thousand. */
export const MOST_PIXELS = 64e6;

/** Width and height; null where the picture does not say so where its kind does. */
export function sizeOf(bytes: Uint8Array, kind: string): [number, number] | null {
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (kind === "png") return [at.getUint32(16), at.getUint32(20)];
    if (kind === "gif") return [at.getUint16(6, true), at.getUint16(8, true)];
    if (kind === "jpg") return ofJpeg(at);
    return kind === "webp" ? ofWebp(at) : null;
  } catch {
    return null;
  }
}

function ofJpeg(at: DataView): [number, number] | null {
  for (let place = 2; at.getUint8(place) === 0xff; place += 2 + at.getUint16(place + 2)) {
    while (at.getUint8(place + 1) === 0xff) place += 1;
    const mark = at.getUint8(place + 1);
    const begins = mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark);
    if (begins) return [at.getUint16(place + 7), at.getUint16(place + 5)];
  }
  return null;
}

function ofWebp(at: DataView): [number, number] | null {
  const three = (place: number) => at.getUint16(place, true) + (at.getUint8(place + 2) << 16) + 1;
  switch (String.fromCharCode(at.getUint8(12), at.getUint8(13), at.getUint8(14), at.getUint8(15))) {
    case "VP8X": return [three(24), three(27)];
    case "VP8 ": return [at.getUint16(26, true) & 0x3fff, at.getUint16(28, true) & 0x3fff];
    case "VP8L": {
      const bits = at.getUint32(21, true);
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
    }
    default: return null;
  }
}
