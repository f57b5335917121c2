# SPDX-License-Identifier: Apache-2.0
"""`comity-verify`: does this log hold, and does it keep its promises? Exits 0 (yes), 1 (no), 2 (could not be asked)."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from comity.core.log import notes, proofs
from comity.core.log.tree import Wrong
from comity.verify.places import Unreachable, place
from comity.verify.reading import Wide
from comity.verify.verdict import Asked, Receipt, Verdict, verdict

YES, NO, NOT_ASKED = 0, 1, 2
EXAMPLE = """examples:
  comity-verify https://council.example.org/log
  comity-verify ./log --key 'council.example.org/log+1a2b3c4d+AQ...' --since last-month.checkpoint
  comity-verify ./log --receipt note-2.txt --receipt note-3.txt --json"""
EVERY = 65_536
"""After how many entries a word of progress is said."""


def parser() -> ArgumentParser:
    """The command line."""
    found = ArgumentParser(
        prog="comity-verify",
        description="Read a council's whole public log and work it out again, trusting nothing but its key. "
        "Exits 0 (it holds), 1 (it does not) or 2 (it could not be asked).",
        epilog=EXAMPLE,
        formatter_class=RawDescriptionHelpFormatter,
    )
    found.add_argument("log", metavar="LOG", help="a folder, or an http or https address")
    found.add_argument("--key", metavar="VKEY", default="", help="the log's key, from somewhere else than the log")
    found.add_argument(
        "--since", metavar="FILE", type=Path, help="a checkpoint seen before: is it the beginning of this?"
    )
    found.add_argument("--receipt", metavar="FILE", type=Path, action="append", default=[], help="a promise or a proof")
    found.add_argument("--keep", metavar="FILE", type=Path, help="write the checkpoint there, if all holds")
    found.add_argument("--most", metavar="N", type=int, default=10_000_000, help="entries to read at most")
    found.add_argument("--json", action="store_true", help="answer as JSON")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a log and say what came of it."""
    args = parser().parse_args(arguments)
    try:
        log = place(args.log)
        asked = Asked(
            at=datetime.now(UTC),
            vkey=args.key,
            since=_file(args.since) if args.since else b"",
            receipts=tuple((path.name, _file(path)) for path in args.receipt),
            most=args.most,
        )
        found = verdict(log, asked, _progress(args))
        if args.keep and found.kept:
            args.keep.write_bytes(log.read("checkpoint", notes.LONGEST_NOTE))
    except Wrong as wrong:
        return _no(args, "does not hold", str(wrong), NO)
    except (Unreachable, Wide, ValueError, OSError) as wrong:
        return _no(args, "could not be asked", str(wrong), NOT_ASKED)
    _say(args, found)
    return YES if found.kept else NO


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(proofs.LONGEST + 1)
    if len(content) > proofs.LONGEST:
        raise ValueError(f"{path.name} is longer than such a file can be")
    return content


def _progress(args: Namespace) -> Callable[[int, int], None]:
    def said(read: int, size: int) -> None:
        if read % EVERY == 0 and not args.json:
            print(f"{read} of {size} entries", file=sys.stderr)

    return said


def _no(args: Namespace, what: str, why: str, code: int) -> int:
    if args.json:
        print(json.dumps({"holds": False if code == NO else None, "why": why}, ensure_ascii=False))
    else:
        print(f"comity-verify: {what}: {why}", file=sys.stderr)
    return code


def _say(args: Namespace, found: Verdict) -> None:
    if args.json:
        print(json.dumps({"holds": found.kept, **asdict(found)}, ensure_ascii=False))
        return
    print(f"{found.origin}: {found.size} entries, {found.files} files, root {found.root}")
    if found.since is not None:
        print(f"the {found.since} entries that were signed before are its beginning")
    if not found.key_given:
        print(f"the key came from the log itself; keep it, and give it next time: --key '{found.vkey}'")
    for one in found.receipts:
        print(f"{one.name}: {_sentence(one)}")
    print("the log holds" if found.kept else "the log holds, and it has broken a promise")


def _sentence(one: Receipt) -> str:
    if one.kind == "proof":
        return f"stands in the log at {one.index}, as the proof says"
    return {
        "kept": f"promised until {one.until}, and it stands in the log at {one.index}",
        "waits": f"promised until {one.until}; that hour has not come",
        "broken": f"promised until {one.until}, and it does not stand in the log",
    }[one.state]


if __name__ == "__main__":
    sys.exit(main())


__all__ = ["NO", "NOT_ASKED", "YES", "main", "parser"]
