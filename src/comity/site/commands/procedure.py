# SPDX-License-Identifier: Apache-2.0
"""`comity procedure`: check a procedure, read it aloud, compare two, begin one of one's own."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from comity.core.clause import Fault, Malformed
from comity.core.lint import lint
from comity.core.procedure.diff import diff
from comity.core.procedure.oversight import MEANS, describe
from comity.core.procedure.parse import parse_procedure
from comity.core.procedure.render import render
from comity.desk.ports import Missing
from comity.desk.replay.ink import Ink, rule, wrapped
from comity.site.commands import NO, YES
from comity.site.drafts import begun, short_name
from comity.site.laws import CALENDAR, SHIPPED, Folders, Law, read_law

NAME = "procedure"
HELP = "Check a procedure before it is adopted, read it aloud, compare two versions, or begin one."
EXAMPLE = """comity procedure lint optimism/season-5-v1
comity procedure render procedures/optimism/proposed.toml
comity procedure diff optimism/season-5-v1 optimism/season-5-amended
comity procedure new --small --community "Fernhollow Commons" --out procedures/fernhollow"""
NEEDS_SITE = False

TRY = "comity.site.procedure_try"
"""The module of `comity procedure try`: `add_arguments` and `run`, as every command."""
SAMPLE = "templates/foundation"
SMALL = "templates/small"
_MARKS = {"error": ("bad", "error"), "warning": ("note", "warning"), "undefined": ("link", "left open")}

_Run: TypeAlias = Callable[[Namespace], int]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked of a procedure."""
    asked = parser.add_subparsers(dest="asked", metavar="lint|render|try|diff|new", required=True, help="what to do")
    one = "a procedure file, or the id of one that is known here"
    below = _below(asked.add_parser("lint", help="say which promises it does not keep; exits 1 on errors"), _lint)
    below.add_argument("procedure", metavar="FILE|ID", help=one)
    below.add_argument("--json", action="store_true", help="print the findings as JSON")
    below = _below(asked.add_parser("render", help="print it in plain language, as Markdown"), _render)
    below.add_argument("procedure", metavar="FILE|ID", help=one)
    below = _below(asked.add_parser("diff", help="say what changes from one version to another, and for whom"), _diff)
    below.add_argument("old", metavar="OLD", help=one)
    below.add_argument("new", metavar="NEW", help=one)
    below = _below(asked.add_parser("new", help="begin a procedure of your own from a sample"), _new)
    below.add_argument("--small", action="store_true", help="for a council of a few volunteers")
    below.add_argument("--from", dest="sample", metavar="ID", help=f"the version to begin from; {SAMPLE} if left out")
    below.add_argument("--community", required=True, metavar="NAME", help="the name of your community")
    below.add_argument("--out", required=True, metavar="DIR", type=Path, help="the folder in which to write it")
    if find_spec(TRY) is not None:
        trial = import_module(TRY)
        below = _below(asked.add_parser("try", help=trial.HELP), trial.run)
        trial.add_arguments(below)


def _below(parser: ArgumentParser, run: _Run) -> ArgumentParser:
    parser.set_defaults(do=run)
    return parser


def run(args: Namespace) -> int:
    """Do what was asked."""
    do: _Run = args.do
    return do(args)


def find(named: str) -> Law:
    """The law of a file, or of an id. Raises `Malformed` where there is neither."""
    path = Path(named)
    if path.suffix == ".toml" or path.is_file():
        return read_law(path)
    known = Folders((SHIPPED, _home() / "procedures"))
    try:
        return known.named(named)
    except Missing:
        near = [id for id in known.ids if id.partition("/")[0] == named.partition("/")[0]]
        raise Malformed(
            [Fault(field="procedure", rule="file", text=f"there is no file and no version '{named}'",
                   way_out=", ".join(near or known.ids))]
        ) from None  # fmt: skip


def _home() -> Path:
    return Path(os.environ.get("COMITY_HOME", "var"))


# -- lint ---------------------------------------------------------------------------------------------------------


def _lint(args: Namespace) -> int:
    law = find(args.procedure)
    found = lint(law.procedure, law.calendar)
    if args.json:
        print(json.dumps(_document(law, found), ensure_ascii=False, indent=2))
    else:
        ink = Ink(sys.stdout.isatty() and "NO_COLOR" not in os.environ)
        print("\n".join(shown(law, found, ink)))
    return NO if _errors(found) else YES


def _errors(found: Sequence[Fault]) -> int:
    return sum(f.severity == "error" for f in found)


def _document(law: Law, found: Sequence[Fault]) -> dict[str, object]:
    keys = ("severity", "field", "clause", "rule", "text", "witness", "way_out")
    over = [{"model": o.model.value, "body": o.body, "question": o.question} for o in describe(law.procedure)]
    return {
        "procedure": law.procedure.id, "digest": law.procedure.digest, "clean": not _errors(found), "oversight": over,
        "findings": [{k: getattr(f, k) for k in keys} for f in found],
    }  # fmt: skip


def shown(law: Law, found: Sequence[Fault], ink: Ink) -> list[str]:
    """The findings for a reader: what, where, a witness and a way out; the oversight; a line that sums up."""
    procedure = law.procedure
    lines = [rule(f"{procedure.id}: {procedure.title}", ink), *wrapped(_named(law), first="  "), ""]
    for fault in found:
        style, word = _MARKS[fault.severity]
        lines += [f"{ink(style, word)}  {ink('strong', fault.rule)}  {ink('faint', _where(fault))}"]
        lines += wrapped(_sentence(fault.text), first="  ")
        if fault.witness:
            lines += wrapped(f"seen: {fault.witness}", first="  ", rest="        ")
        if fault.way_out:
            lines += [
                ink("faint", line) for line in wrapped(f"way out: {fault.way_out}", first="  ", rest="           ")
            ]
        lines.append("")
    return [*lines, _sum(found, ink)]


def _named(law: Law) -> str:
    kinds = dict.fromkeys(f"{o.model.value} ({MEANS[o.model]})" for o in describe(law.procedure))
    return f"oversight: {'; '.join(kinds)}"


def _where(fault: Fault) -> str:
    return f"{fault.field} [{fault.clause}]" if fault.clause and fault.clause not in fault.field else fault.field


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _sum(found: Sequence[Fault], ink: Ink) -> str:
    counts = {severity: sum(f.severity == severity for f in found) for severity in _MARKS}
    if not found:
        return ink("good", "It keeps every promise that can be checked, and leaves nothing open.")
    said = ", ".join(f"{n} {_MARKS[s][1]}{'s' * (n > 1 and s != 'undefined')}" for s, n in counts.items() if n)
    return ink("bad" if counts["error"] else "good", f"{said}.")


# -- render, diff, new ----------------------------------------------------------------------------------------------


def _render(args: Namespace) -> int:
    print(render(find(args.procedure).procedure), end="")
    return YES


def _diff(args: Namespace) -> int:
    print(diff(find(args.old).procedure, find(args.new).procedure), end="")
    return YES


def _new(args: Namespace) -> int:
    """Copy a sample under a name of one's own, with the calendar it needs; nothing that exists is overwritten."""
    sample = find(SMALL if args.small else args.sample or SAMPLE)
    community = " ".join(str(args.community).split())
    name = short_name(community)
    version = f"{name}/1"
    text = begun(sample.text, version, community)
    parse_procedure(text, sample.calendar)
    out: Path = args.out
    target = out / "1.toml"
    _write(target, text)
    if sample.procedure.calendar:
        _write(out / CALENDAR, _calendar_text(sample))
    print(f"{version}  {target}")
    print(f"Next: change its names and numbers, then ask  comity procedure lint {target}")
    return YES


def _calendar_text(sample: Law) -> str:
    """The text of the calendar file that a shipped sample counts by."""
    folder = SHIPPED / sample.procedure.id.partition("/")[0]
    for path in (folder / CALENDAR, SHIPPED / sample.procedure.calendar / CALENDAR):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise Malformed([Fault(field="--from", rule="calendar", text=f"no calendar file '{sample.procedure.calendar}'")])


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as wrong:
        why = "is there already" if isinstance(wrong, FileExistsError) else wrong.strerror or "cannot be written"
        raise Malformed([Fault(field="--out", rule="file", text=f"{path} {why}")]) from wrong
