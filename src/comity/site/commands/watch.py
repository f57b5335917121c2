# SPDX-License-Identifier: Apache-2.0
"""`comity watch`: read any conversation and draw its temperature with the words that moved it. Needs nothing set up."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from comity.core.clause import Fault, Malformed
from comity.site.commands import NO, NOT_ASKED, YES

if TYPE_CHECKING:
    from comity.edge.detector.fold import Watch
    from comity.site.watch_run import Asked, Output, Run
    from comity.site.watch_source import Lines, Wrong

NAME = "watch"
HELP = "Read conversations and tell which one is warming, and the words that moved it. Needs no database and no home."
EXAMPLE = """comity watch conversations.jsonl
comity watch posts.jsonl --budget 2% --svg pictures
comity watch posts.jsonl --json --risk --state posts.watch > told.jsonl
comity watch - --policy policy.json < conversations.jsonl
comity watch train
comity watch evaluate
comity watch sources"""
NEEDS_SITE = False
BELOW = {
    "train": "comity.site.watch_train",
    "evaluate": "comity.site.watch_evaluate",
    "sources": "comity.site.watch_connected",
}
"""Words that are no source: each has a module with `HELP`, `EXAMPLE`, `add_arguments` and `run`."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options. Where the first word is one of `BELOW`, the options are those of its module."""
    parser.add_argument("source", metavar="SOURCE", help="a file of messages or of Discourse posts, one JSON object a "
                        "line; a forum's https:// address; or - for standard input")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object a line: signals, conversations, a summary")
    parser.add_argument("--risk", action="store_true", help="say the temperature after every message too")
    parser.add_argument("--shadow", action="store_true", help="mark every signal as one that nobody is shown")
    parser.add_argument("--budget", metavar="N", help="how often it may speak, fitted to this source: 5 (a week), "
                        "2%% of the conversations, or none; 5%% if left out and there are 20 or more")  # fmt: skip
    parser.add_argument("--policy", metavar="FILE", type=Path, help="speak by a policy that was fitted before")
    parser.add_argument("--save-policy", metavar="FILE", type=Path, help="keep the policy that was fitted")
    parser.add_argument("--svg", metavar="FOLDER", type=Path, help="draw the conversations it spoke of")
    parser.add_argument("--state", metavar="FILE", type=Path, help="keep how far it came in FILE; a run that is begun "
                        "again goes on from there. If left out: SOURCE.watch, until a long run is done")  # fmt: skip
    parser.add_argument("--strict", action="store_true", help="end at the first line that cannot be read")
    parser.add_argument("--all", action="store_true", help="a line for every conversation, not for the warmest alone")
    _parse_below(parser)


def _parse_below(parser: ArgumentParser) -> None:
    """Let `train` and `evaluate` read their own words."""
    whole = parser.parse_known_args

    def known(args: Sequence[str] | None = None, namespace: Namespace | None = None) -> tuple[Namespace, list[str]]:
        words = list(args or ())
        if not words or words[0] not in BELOW or find_spec(BELOW[words[0]]) is None:
            return whole(args, namespace)
        module = import_module(BELOW[words[0]])
        below = ArgumentParser(
            prog=f"{parser.prog} {words[0]}", description=module.HELP, formatter_class=RawDescriptionHelpFormatter,
            epilog="example:\n" + "\n".join(f"  {line}" for line in module.EXAMPLE.splitlines()),
        )  # fmt: skip
        module.add_arguments(below)
        below.set_defaults(below=module, chosen=parser.get_default("chosen"))
        return below.parse_known_args(words[1:], namespace)

    parser.parse_known_args = known  # type: ignore[assignment, method-assign]


def run(args: Namespace) -> int:
    """Read it to the end. The answer is no where nothing of it could be read."""
    if below := getattr(args, "below", None):
        return cast(int, below.run(args))
    if args.budget and args.policy:
        raise _malformed("--budget", "one", "a policy has a budget already: give one of the two")
    if "://" in args.source:
        from comity.site import watch_forum

        args.source = watch_forum.fetched(args.source, args.state)
    return _run(args)


def _run(args: Namespace) -> int:
    from comity.edge.detector import policy as policies
    from comity.site import watch_asked, watch_drawn, watch_kept, watch_spool
    from comity.site.watch_run import Run
    from comity.site.watch_source import open_lines

    if sys.stdout is None:
        raise _malformed("output", "write", "standard output is closed")
    at = watch_spool.twice(args.source) if args.svg else args.source
    watch, said = watch_asked.watch(args)
    if args.save_policy:
        _write(args.save_policy, policies.written(watch.policy))
    source = open_lines(at)
    same = {"source": args.source, "version": watch.version, "json": args.json, "risk": args.risk}
    with source.stream:
        path = _kept(args, source, same)
        kept = watch_kept.Kept(path, same) if path else None
        if kept and args.policy is None:
            kept.meta |= watch_kept.fit(policies.written(policies.in_shadow(watch.policy, False)), args.budget)
        one = Run(watch, source, _output(args), _asked(args, watch, said), told=watch_asked.words(), kept=kept)
        one.go_on()
        code = _read(one, strict=args.strict)
    if kept:
        kept.close(remove=code == YES and not args.state)
    if args.svg and code == YES:
        watch_drawn.draw(args.svg, watch, at, one.talks)
    return code


def _asked(args: Namespace, watch: Watch, said: str) -> Asked:
    from comity.desk.replay.ink import Ink
    from comity.site.watch_run import Asked

    colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    facts = {"model": watch.model.version, "policy": watch.policy.version, "budget": watch.policy.budget}
    about = f"Model {watch.model.version}. {said}"
    return Asked(json=args.json, risk=args.risk, every=args.all, ink=Ink(colours), about=about, facts=facts)


def _output(args: Namespace) -> Output:
    from comity.site.watch_run import Output

    encoding = "utf-8" if args.json else sys.stdout.encoding or "utf-8"
    return Output(cast(BinaryIO, sys.stdout.buffer), encoding)


def _read(one: Run, *, strict: bool) -> int:
    from comity.site.watch_run import TOLD_WRONG

    for wrong in one.read():
        if one.counts.malformed <= TOLD_WRONG:
            _tell(wrong)
        if strict:
            return NOT_ASKED
    if one.counts.malformed > TOLD_WRONG:
        print(
            f"comity watch: and {one.counts.malformed - TOLD_WRONG} more lines that could not be read", file=sys.stderr
        )
    one.end()
    nothing = one.counts.malformed and not one.counts.messages and not one.counts.left_out
    return NO if nothing else YES


def _tell(wrong: Wrong) -> None:
    text = f" {wrong.text}" if wrong.text else ""
    print(f"comity watch: line {wrong.line}: {wrong.field}:{text} (rule: {wrong.rule})", file=sys.stderr)


def _kept(args: Namespace, source: Lines, same: dict[str, object]) -> Path | None:
    """Where to keep how far it came: what was asked for, or beside a long file where one may write."""
    if args.state:
        return cast(Path, args.state)
    from comity.site.watch_kept import belongs

    beside = Path(f"{args.source}.watch")
    if source.size < LONG or not os.access(beside.parent, os.W_OK):
        return None
    return beside if not beside.exists() or belongs(beside, same) else None


LONG = 20_000_000
"""Bytes from which a file is long, so that it is worth keeping how far one came without being asked to."""


def _write(path: Path, text: str) -> None:
    from comity.site.watch_spool import replaced

    try:
        replaced(path, text)
    except OSError as wrong:
        raise _malformed("--save-policy", "file", f"{path}: {wrong.strerror or 'cannot be written'}") from wrong


def _malformed(field: str, rule: str, text: str) -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text)])
