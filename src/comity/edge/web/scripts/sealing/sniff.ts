// SPDX-License-Identifier: Apache-2.0
// What a file is, its first bytes say and never its name; and a name under which it may be saved anywhere. The server says
// the same of what it opens itself (`desk/files.py`), and a test holds both together.

const LONGEST_NAME = 120;
const NAMELESS = "file";
const TEXT = 4096;
const KINDS: [string, number, string][] = [
  ["\x89PNG\r\n\x1a\n", 0, "png"], ["\xff\xd8\xff", 0, "jpg"], ["GIF8", 0, "gif"], ["WEBP", 8, "webp"], ["%PDF-", 0, "pdf"],
  ["PK\x03\x04", 0, "zip"], ["ftyp", 4, "mp4"], ["OggS", 0, "ogg"], ["ID3", 0, "mp3"], ["\x1f\x8b", 0, "gz"],
  ["7z\xbc\xaf\x27\x1c", 0, "7z"], ["Rar!\x1a\x07", 0, "rar"], ["\x1aE\xdf\xa3", 0, "webm"],
];

export function kindOf(first: Uint8Array): string {
  for (const [mark, place, kind] of KINDS) {
    if ([...mark].every((sign, n) => first[place + n] === sign.charCodeAt(0))) return kind;
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(first.subarray(0, TEXT), { stream: first.length > TEXT });
    return text && !/[\p{C}\p{Z}]/u.test(text.replace(/[\r\n\t ]/g, "")) ? "txt" : "";
  } catch {
    return "";
  }
}

/** No folder, no sign that some system forbids or that turns the direction of writing; it ends as its bytes say. */
export function safeName(name: string, kind: string): string {
  const plain = [...name].slice(0, 2 * LONGEST_NAME).join("").normalize("NFC");
  const kept = [...plain].map((sign) => (sign !== " " && /[<>:"/\\|?*%\p{C}\p{Z}]/u.test(sign) ? "_" : sign)).join("");
  const stem = bare(kept.replace(/^[ ._]+/, "").replace(/\.[A-Za-z0-9]{1,8}$/, ""));
  const short = bare([...stem].slice(0, LONGEST_NAME - 10).join(""));
  return `${(short || NAMELESS).replace(/\./g, "_")}.${kind || "bin"}`;
}

function bare(text: string): string {
  return text.replace(/^[ ._]+|[ ._]+$/g, "");
}
