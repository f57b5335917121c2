# SPDX-License-Identifier: Apache-2.0
"""What the scripts of files do, run without a browser: they name files as the server does, and trust none."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from pyrage import x25519

from comity.desk import files, sealing
from tests.architecture.tree import ROOT
from tests.edge.test_files_on_the_shelf import HOSTILE

SCRIPTS = ROOT / "src" / "comity" / "edge" / "web" / "scripts" / "sealing"
HARNESS = """
import { readFileSync } from "node:fs";
import { kindOf, safeName } from "SCRIPTS/sniff";
import { gunzipped, listed, unpacked } from "SCRIPTS/archive";
import { sizeOf } from "SCRIPTS/pictures";
import { openedFile, sealedStream } from "SCRIPTS/pieces";

const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const text = (parts) => Buffer.concat(parts).toString("base64");
const does = {
  kind: ([first]) => kindOf(bytes(first)),
  name: ([name, kind]) => safeName(name, kind),
  size: ([first, kind]) => sizeOf(bytes(first), kind),
  list: ([whole]) => listed(bytes(whole)),
  unpack: async ([whole, name, most]) => text(await unpacked(bytes(whole), name, most)),
  gunzip: async ([whole, most]) => text(await gunzipped(bytes(whole), most)),
  seal: async ([name, whole]) => {
    const { bytes: sealed, secret } = await sealedStream(new File([bytes(whole)], name));
    return [text([Buffer.from(await new Response(sealed).arrayBuffer())]), secret];
  },
  open: async ([sealed, secret]) => {
    const { name, parts } = await openedFile(new Blob([bytes(sealed)]).stream(), secret);
    return [name, text(parts)];
  },
};
const answers = [];
for (const [what, ...told] of JSON.parse(readFileSync(0, "utf8"))) {
  try { answers.push([await does[what](told)]); } catch (wrong) { answers.push([null, wrong.constructor.name]); }
}
console.log(JSON.stringify(answers));
"""
Ask = Callable[..., Any]
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 60_000, 50_000, 8, 2, 0, 0, 0)


def b64(whole: bytes) -> str:
    return base64.b64encode(whole).decode()


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks the scripts; each question is answered by what they say, or by nothing and the kind of what they throw."""
    folder, node = tmp_path_factory.mktemp("scripts"), shutil.which("node")
    assert node is not None
    (folder / "harness.js").write_text(HARNESS.replace("SCRIPTS", str(SCRIPTS)), "utf-8")
    bundle = [str(ROOT / "node_modules" / ".bin" / "esbuild"), str(folder / "harness.js"), "--bundle"]
    flags = ["--platform=node", "--format=esm", f"--outfile={folder / 'bundle.mjs'}", "--log-level=error"]
    subprocess.run([*bundle, *flags], check=True)

    def ask(*questions: list[Any]) -> list[Any]:
        words = [node, str(folder / "bundle.mjs")]
        ran = subprocess.run(words, input=json.dumps(questions).encode(), capture_output=True, check=True, timeout=60)
        return list(json.loads(ran.stdout))

    return ask


def test_a_file_is_named_and_known_as_the_server_names_and_knows_it(script: Ask) -> None:
    """P26, P14: by its bytes, and under no dangerous name."""
    names = [
        *(name for name, _part in HOSTILE),
        "Ünï cødé.tar.gz",
        "a.b.c",
        " . ",
        "e\u0301.png",
        "\u2028x",
        "x" * 119 + ".jpg",
    ]
    firsts = [
        b"", b"plain text\n", PNG, b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ", b"%PDF-1.7", b"PK\x03\x04",
        b"\0\0\0\x18ftyp", b"OggS", b"ID3", b"\x1f\x8b\x08", b"\x1aE\xdf\xa3", b"\x00\x01", b"<svg onload=x>",
        "å".encode() * 5000, b"\xff\xfe", "é\u202e".encode(), b"a\x0cb", b"\xef\xbb\xbfhello", os.urandom(100),
    ]  # fmt: skip
    said = script(*(["name", name, "png"] for name in names), *(["kind", b64(first)] for first in firsts))
    assert [one[0] for one in said[: len(names)]] == [files.safe_name(name, "png") for name in names]
    assert [one[0] for one in said[len(names) :]] == [files.kind_of(first) for first in firsts]


@pytest.mark.parametrize("length", [0, 1, 3 * files.PIECE, 1_000_000])
def test_what_a_browser_seals_the_server_knows_and_the_stock_program_opens(
    script: Ask, tmp_path: Path, length: int
) -> None:
    """P21: one form of a file, whoever sealed it, of a padded size that is worked out from outside."""
    whole = os.urandom(length)
    ((answer,),) = script(["seal", "my street, Ada.png", b64(whole)])
    sealed, secret = base64.b64decode(answer[0]), answer[1]
    found = shutil.which("age")
    if found is None:
        pytest.fail("age is not installed: make test says how")
    (tmp_path / "key").write_text(secret, "ascii")
    command = [found, "-d", "-i", str(tmp_path / "key")]
    inside = subprocess.run(command, input=sealed, capture_output=True, check=True).stdout
    assert files.inside(sealed[: files.LONGEST_HEAD], len(sealed)) == len(inside) == sealing.padme(len(inside))
    pieces = files.unwrapped(iter([inside]))
    assert json.loads(next(pieces)) == {"name": "my street, Ada.png"}
    assert b"".join(pieces) == whole


def test_what_the_server_sealed_opens_in_a_browser_and_what_was_changed_does_not(script: Ask) -> None:
    """P21, P26: also where the end alone is gone, or where what is inside is no file."""
    whole, key, laid = os.urandom(300_000), x25519.Identity.generate(), files.Wrapping("../../etc/passwd")
    sealed = pyrage.encrypt(laid.begin() + laid.lay(whole) + b"".join(laid.end()), [key.to_public()])
    bare = [
        pyrage.encrypt(inside, [key.to_public()])
        for inside in (b"", b"\0\0\0\0", b"\xff" * 99, b"\0\0\0\2{}\0\0\0\0", b"\0\0\0\1[")
    ]
    wrong = [sealed[:-1], sealed[:200_000], sealed[:-40] + bytes(40), *bare]
    said = script(["open", b64(sealed), str(key)], *(["open", b64(one), str(key)] for one in wrong))
    assert said[0] == [["../../etc/passwd", b64(whole)]]
    assert [one[0] for one in said[1:]] == [None] * len(wrong)


def packed(entries: dict[str, bytes], *, streamed: bool = False) -> bytes:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return not streamed

        def seek(self, *told: Any) -> int:
            if streamed:
                raise OSError
            return super().seek(*told)

    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, whole in entries.items():
            archive.writestr(name, whole)
    return out.getvalue()


def test_an_archive_is_listed_and_one_file_of_it_unpacked(script: Ask) -> None:
    """P14: names as they stand there, in a list; folders are none; also where it was written without looking back."""
    entries = {"folder/": b"", "folder/log.txt": b"what was said\n" * 900, "../../up.png": PNG, "small": b"x"}
    for streamed in (False, True):
        whole = b64(packed(entries, streamed=streamed))
        said = script(["list", whole], *(["unpack", whole, name, 10**6] for name in entries if name != "folder/"))
        assert said[0][0]["entries"][0] == {"name": "folder/log.txt", "size": 12600}
        assert len(said[0][0]["entries"]) == 3
        assert [base64.b64decode(one[0]) for one in said[1:]] == list(entries.values())[1:]


def test_bombs_end_at_their_bound(script: Ask) -> None:
    """P14: however much an archive unpacks to, whatever it says of itself, however many files lie in it."""
    bomb = packed({"bomb": bytes(60_000_000)})
    lying = bytearray(bomb)
    central = bomb.index(b"PK\x01\x02")
    lying[central + 24 : central + 28] = (10).to_bytes(4, "little")
    many = packed({f"{n}.txt": b"" for n in range(700)})
    said = script(
        ["unpack", b64(bomb), "bomb", 10**6],
        ["unpack", b64(bytes(lying)), "bomb", 10**6],
        ["gunzip", b64(gzip.compress(bytes(60_000_000))), 10**6],
        ["list", b64(many)],
    )
    assert [one[1] for one in said[:3]] == ["TooMuch", "TooMuch", "TooMuch"]
    assert said[3][0]["more"] is True
    assert len(said[3][0]["entries"]) == 500


def test_what_is_no_archive_is_none(script: Ask) -> None:
    """P26: cut, empty, or something else under its first bytes: an answer, and no endless loop."""
    whole = packed({"a.txt": b"what was said\n" * 999})
    wrong = [whole[:60], b"PK\x03\x04", b"PK\x03\x04" + os.urandom(5000), whole.replace(b"PK\x05\x06", b"PK\x05\x07")]
    said = script(
        *(["list", b64(one)] for one in wrong),
        ["unpack", b64(whole[:60]), "a.txt", 10**6],
        ["gunzip", b64(b"\x1f\x8b\x08"), 9],
    )
    assert [one[0] for one in said] == [None] * len(said)


def test_a_wall_of_pixels_is_known_before_it_is_unpacked(script: Ask) -> None:
    """P14: by what the picture says of itself where its kind says it."""
    jpeg = b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 300, 400) + bytes(9)
    webp = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0" + (1999).to_bytes(3, "little") + (999).to_bytes(3, "little")
    asked = [
        (PNG, "png"), (b"GIF89a" + struct.pack("<HH", 10, 20), "gif"), (jpeg, "jpg"), (webp, "webp"), (PNG[:18], "png"),
        (b"\xff\xd8\xff\xd9", "jpg"), (b"x", "txt"),
    ]  # fmt: skip
    said = script(*(["size", b64(first), kind] for first, kind in asked))
    assert [one[0] for one in said] == [[60_000, 50_000], [10, 20], [400, 300], [2000, 1000], None, None, None]


def test_a_sealed_file_has_the_digest_that_is_told_of_it(script: Ask) -> None:
    """P24: two files never share their sealed bytes, also where they are alike."""
    said = script(["seal", "a", b64(b"x")], ["seal", "a", b64(b"x")])
    assert len({hashlib.sha256(base64.b64decode(one[0][0])).hexdigest() for one in said}) == 2
