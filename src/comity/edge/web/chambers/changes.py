# SPDX-License-Identifier: Apache-2.0
"""A change to a pattern: written over its file, read beside what stands now, accepted, declined, trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core.clause import Malformed, promise
from comity.core.pattern import AcceptChange, Change, DeclineChange, ProposeChange, TrustCues
from comity.desk.handle import Answer
from comity.desk.patterns import read_change
from comity.desk.ports import Missing
from comity.desk.present import mark
from comity.desk.watch import draft
from comity.edge.web import door, form_page, session
from comity.edge.web.chambers import pattern_form
from comity.edge.web.chambers.patterns import named, perform, shared
from comity.edge.web.chambers.sheets import bench_only
from comity.edge.web.door import Court
from comity.edge.web.fields import LONGEST_TEXT, Reader
from comity.edge.web.forms import Choice
from comity.edge.web.reasons import wrong
from comity.edge.web.taking import Attempt, take, whole
from comity.edge.web.watch.tried import beside

ACCEPT, DECLINE, TRUST = "accept", "decline", "trust"
FILE = "file"
"""The other way to propose: the file as a program writes it."""
_FENCE = "+++\n"
_VERSION = re.compile(r"^version = \d+$", re.MULTILINE)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def propose(request: HttpRequest, person: str, id: str) -> HttpResponse:
    """The form for another text of a pattern, or a new one. Raises `Http404` where nobody coded a case with it."""
    court = door.court()
    bench_only(person)
    cases = _cases(court, id)
    if not cases or person not in court.patterns.rules().codes:
        raise Http404
    return form_page.answer(
        request,
        reverse("memory"),
        do=lambda: _propose(court, person, id, request),
        page=lambda attempt: _proposing(request, person, id, attempt),
    )


def _cases(court: Court, id: str) -> tuple[Choice, ...]:
    coded = court.patterns.state().coded
    return tuple(Choice(value=case, label=mark(case)) for case, one in coded.items() if id in one.patterns)


def _proposing(request: HttpRequest, person: str, id: str, attempt: Attempt | None) -> HttpResponse:
    court, here = door.court(), reverse("memory-propose", args=[id])
    source = court.patterns.source(id)
    _start, head, text = split(source or _begun(id))
    as_file = request.GET.get("as") == FILE or (attempt is not None and "head" in attempt.sent)
    known = _on_one_line(draft.read(source))
    context = {
        **shared(person, attempt),
        "title": _("Propose a change"),
        "action": here,
        "pattern": id,
        "new": not source,
        "as_file": as_file,
        "head": attempt.sent.get("head", "") if attempt else head,
        "text": attempt.sent.get("text", "") if attempt else text,
        "cases": _cases(court, id),
        "chosen": set(attempt.sent.get("case", "").split()) if attempt else set(),
        "rules": court.patterns.rules(),
    }
    if not as_file:
        context |= pattern_form.shown(pattern_form.typed(Reader(request), known.languages) if attempt else known)
    return form_page.show(request, "chambers/pattern-propose.html", context, attempt, href=form_page.at(here))


def _on_one_line(known: draft.Draft) -> draft.Draft:
    """Each paragraph, item and quote on one line, as somebody types it."""
    parts = {name: unwrapped(text) for name, text in known.parts.items()}
    return replace(known, lead=unwrapped(known.lead), parts=parts)


def split(source: str) -> tuple[str, str, str]:
    """A file as its two parts: the head without its fences, and the text."""
    start, head, text = (*source.split(_FENCE, 2), "", "")[:3]
    return start, head.strip("\n"), unwrapped(text.strip("\n"))


def unwrapped(text: str) -> str:
    """The text with each paragraph, item and quote on one line, as somebody types it and as changes are compared."""
    lines: list[str] = []
    for line in text.splitlines():
        own = not line.strip() or line.startswith(("#", "- "))
        goes_on = bool(lines) and bool(lines[-1].strip()) and not lines[-1].startswith("#") and not own
        if goes_on:
            lines[-1] = f"{lines[-1]} {line.removeprefix('> ').strip() if lines[-1].startswith('>') else line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _begun(id: str) -> str:
    head = (
        f'id = "{id}"\nversion = 1\nlanguages = ["en"]\nstep = "let-it-rest"\n\n[cues]\nmessages = 2\nvoices = 1\n\n'
        '[words]\nen = []\n\n[[fits]]\ntalk = ["a: ", "b: "]\n\n[[fits]]\ntalk = ["a: "]\n\n'
        '[[unlike]]\nwhy = ""\ntalk = ["a: "]\n\n[[unlike]]\nwhy = ""\ntalk = ["a: "]\n'
    )
    sections = (
        "## What it looks like\n\n## What it is often mistaken for\n\n## What helped\n\n## What made it worse\n\n"
    )
    return f"{_FENCE}{head}{_FENCE}# \n\n{sections}## A quiet word, for example\n"


def _propose(court: Court, person: str, id: str, request: HttpRequest) -> str | Attempt:
    """Propose it. The code of what to say next, or the attempt. Raises `Exhausted`."""
    read = Reader(request)

    def do(act_id: str) -> Answer:
        known = {one.value for one in _cases(court, id)}
        cases = tuple(one for one in read.many("case") if one in known)
        if not cases:
            read.fault("case", _("one of the choices"), _("Choose one of these."))
        source = court.patterns.source(id)
        base = read_version(source)
        made = _made(read, id, source, base + 1)
        whole(read)
        command = ProposeChange(
            by=person, id=named(act_id), pattern=id, base=base, text=court.file_paper(made), cases=cases
        )
        return perform(court, command, act_id)

    return take(court, read, do)


def read_version(source: str) -> int:
    """The version that a file says; nought for none."""
    found = _VERSION.search(source)
    return int(found[0].removeprefix("version = ")) if found else 0


def _made(read: Reader, id: str, source: str, version: int) -> str:
    """The file that was filled in, or typed as one; what is wrong with it is noted beside where it stands."""
    as_file = "head" in read.names
    if as_file:
        head, text = read.text("head"), read.text("text")
        made = _VERSION.sub(f"version = {version}", f"{_FENCE}{head}\n{_FENCE}{text}\n", count=1)
    else:
        made = draft.written(pattern_form.typed(read, draft.read(source).languages), id, version)
    try:
        read_change(made, id)
    except Malformed as no:
        for one in no.faults:
            part = "text" if one.field.startswith("text") else "head"
            read.fault(part if as_file else pattern_form.where(one), one.rule, f"{one.field}: {wrong(one)}")
    if len(made) > LONGEST_TEXT:
        longest = "text" if as_file else "title"
        read.fault(longest, _("at most %(most)d characters") % {"most": LONGEST_TEXT}, _("This is too long."))
    return made


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def change(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """One change beside what stands now, and what can be done with it. Raises `Http404`."""
    court = door.court()
    bench_only(person)
    found = court.patterns.state().changes.get(ref)
    if found is None or court.patterns.read(person, found.text) is None:
        raise Http404
    return form_page.answer(
        request,
        reverse("memory-change", args=[ref]),
        do=lambda: _do(court, person, found, request),
        page=lambda attempt: _page(request, person, found, attempt),
    )


def _page(request: HttpRequest, person: str, found: Change, attempt: Attempt | None) -> HttpResponse:
    court, here = door.court(), reverse("memory-change", args=[found.id])
    rules = court.patterns.rules()
    context = {
        **shared(person, attempt),
        "title": _("A change to a pattern"),
        "action": here,
        "change": found,
        "yours": found.by == person,
        "accepts": found.open and person in rules.agrees and found.by != person and person not in found.agreed,
        "declines": found.open and (person in rules.agrees or found.by == person),
        "trusts": _can_be_trusted(court, found) and person in rules.agrees,
        "lines": tuple(compared(_before(court, person, found), _text(court, person, found.text))),
        "ground": _text(court, person, found.ground) if found.ground else "",
        "rules": rules,
        "cases": tuple(mark(case) for case in found.cases),
        "beside": beside(court, person, f"{found.pattern}/{found.version}") if found.trusted_from else None,
        "p18": promise(18),
        "p20": promise(20),
        "missing": max(0, rules.least - len(found.agreed)),
    }
    return form_page.show(request, "chambers/pattern-change.html", context, attempt, href=form_page.at(here))


def _can_be_trusted(court: Court, found: Change) -> bool:
    """Whether its time of trial is over, and it is what the pattern stands by."""
    newest = court.patterns.state().latest(found.pattern) is found
    until = found.trusted_from
    return newest and until is not None and found.trusted is None and court.desk.clock.now() >= until


def _text(court: Court, person: str, digest: str) -> str:
    try:
        return court.patterns.read(person, digest) or ""
    except Missing:
        return ""


def _before(court: Court, person: str, found: Change) -> str:
    """What the change was written over: the change before it, or what ships."""
    others = court.patterns.state().changes.values()
    before = [o for o in others if o.pattern == found.pattern and o.accepted and o.version < found.version]
    if before:
        return _text(court, person, max(before, key=lambda one: one.version).text)
    return court.patterns.shipped(found.pattern)


def compared(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The lines of a change: kept (`""`), taken out (`"-"`), put in (`"+"`); of long kept parts three at each end."""
    before, after = _lines(old), _lines(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            kept = before[i1:i2]
            shown = [*kept[:3], "…", *kept[-3:]] if len(kept) > 7 else kept
            yield from (("", line) for line in shown)
        else:
            yield from (("-", line) for line in before[i1:i2])
            yield from (("+", line) for line in after[j1:j2])


def _lines(source: str) -> list[str]:
    _start, head, text = split(source)
    return [*head.splitlines(), "", *text.splitlines()] if head else source.splitlines()


def _do(court: Court, person: str, found: Change, request: HttpRequest) -> str | Attempt:
    """Accept, decline or trust it. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)
    act = read.raw("act")

    def do(act_id: str) -> Answer:
        if act == DECLINE:
            ground = read.text("ground")
            whole(read)
            return perform(court, DeclineChange(by=person, id=found.id, ground=court.file_paper(ground)), act_id)
        whole(read)
        command = TrustCues if act == TRUST else AcceptChange
        return perform(court, command(by=person, id=found.id), act_id)

    return take(court, read, do, stands=act in (ACCEPT, DECLINE, TRUST))


__all__ = ["change", "compared", "propose", "split"]
