# SPDX-License-Identifier: Apache-2.0
"""A mailbox server for tests, on loopback: as much of IMAP4rev1 as fetching letters takes."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """The letters by their numbers, with their marks. `broken` is the command at which the line breaks."""

    letters: dict[int, bytes]
    marks: dict[int, set[str]] = field(default_factory=dict)
    broken: str = ""
    said: list[str] = field(default_factory=list)

    def new(self) -> list[int]:
        """The letters that bear no mark."""
        return [number for number in self.letters if not self.marks.get(number)]


class _Line(socketserver.StreamRequestHandler):
    box: Box

    def handle(self) -> None:
        self.wfile.write(b"* OK here\r\n")
        while line := self.rfile.readline().decode("ascii", "replace").rstrip("\r\n"):
            tag, _space, rest = line.partition(" ")
            self.box.said.append(rest)
            word = rest.removeprefix("UID ").partition(" ")[0].upper()
            if word == self.box.broken:
                return
            done = getattr(self, f"do_{word.lower()}", self.do_other)(rest)
            self.wfile.write(f"{tag} {done}\r\n".encode())
            if word == "LOGOUT":
                return

    def do_other(self, rest: str) -> str:
        return "OK done"

    def do_capability(self, rest: str) -> str:
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        return "OK done"

    def do_login(self, rest: str) -> str:
        return "OK in" if rest.endswith('"word"') else "NO wrong"

    def do_select(self, rest: str) -> str:
        if "INBOX" not in rest:
            return "NO no such folder"
        self.wfile.write(f"* {len(self.box.letters)} EXISTS\r\n".encode())
        return "OK [READ-WRITE] chosen"

    def do_search(self, rest: str) -> str:
        self.wfile.write(f"* SEARCH {' '.join(map(str, self.box.new()))}\r\n".encode())
        return "OK done"

    def do_fetch(self, rest: str) -> str:
        number = int(rest.split()[2])
        raw = self.box.letters[number]
        if "SIZE" in rest:
            self.wfile.write(f"* {number} FETCH (UID {number} RFC822.SIZE {len(raw)})\r\n".encode())
        else:
            head = f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}\r\n".encode()
            self.wfile.write(head + raw + b")\r\n")
        return "OK done"

    def do_store(self, rest: str) -> str:
        self.box.marks.setdefault(int(rest.split()[2]), set()).update(re.findall(r"\\(\w+)", rest))
        return "OK done"

    def do_expunge(self, rest: str) -> str:
        for number in [n for n, marks in self.box.marks.items() if "Deleted" in marks]:
            self.box.letters.pop(number, None)
        return "OK done"


@contextmanager
def serving(box: Box) -> Iterator[str]:
    """The server; its host and port."""
    line = type("Line", (_Line,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), line) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


__all__ = ["Box", "serving"]
