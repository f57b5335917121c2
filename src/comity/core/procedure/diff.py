# SPDX-License-Identifier: Apache-2.0
"""Two versions of a procedure side by side: what changed, and for whom, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comity.core.procedure.model import Procedure
from comity.core.procedure.oversight import describe
from comity.core.procedure.sentences import Sentences, Translate, name, same
from comity.core.procedure.sheets import Sheet, Sheets

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One changed thing: whom it concerns, and what to say of it, the headline first."""

    concerns: tuple[str, ...]
    lines: tuple[str, ...]


def changes(old: Procedure, new: Procedure, *, translate: Translate = same) -> tuple[Change, ...]:
    """Everything that differs: new things and changed ones in the new order, then those that are gone."""
    before, after = _sheets(old, translate), _sheets(new, translate)
    words = Sentences(new, translate)
    found = [_compared(words, before.get(key), sheet) for key, sheet in after.items()]
    found += [_compared(words, sheet, None) for key, sheet in before.items() if key not in after]
    return tuple(c for c in found if c is not None)


def diff(old: Procedure, new: Procedure, *, translate: Translate = same) -> str:
    """The changes as Markdown, gathered by role; both fingerprints are named."""
    words = Sentences(new, translate)
    lines = [f"# {words.say('From {old} to {new}', old=old.id, new=new.id)}", ""]
    lines += [words.say("Fingerprints: `{old}` and `{new}`", old=old.digest, new=new.digest), ""]
    found = changes(old, new, translate=translate)
    lines += _oversight(words, old, new)
    for who in dict.fromkeys(c for change in found for c in change.concerns or (EVERYBODY,)):
        lines += [f"## {words.say('For: {who}', who=name(who))}", ""]
        lines += [line for c in found if who in (c.concerns or (EVERYBODY,)) for line in c.lines]
        lines.append("")
    if not found:
        lines.append(words.translate("Nothing changes in what anybody may do, must do or is told."))
    return "\n".join(lines).rstrip() + "\n"


def _sheets(law: Procedure, translate: Translate) -> Mapping[tuple[str, str], Sheet]:
    return {(s.kind, s.id): s for s in Sheets(law, Sentences(law, translate)).all()}


def _compared(words: Sentences, old: Sheet | None, new: Sheet | None) -> Change | None:
    if old is None and new is not None:
        lines = (
            f"- {_headline(words, 'New: {thing}', new)}: {_flat(new.text)}",
            *(f"  - {x}" for x in _said(words, new)),
        )
        return Change(concerns=new.concerns, lines=lines)
    if new is None and old is not None:
        return Change(concerns=old.concerns, lines=(f"- {_headline(words, 'Gone: {thing}', old)}: {_flat(old.text)}",))
    if old is None or new is None or (old.text, old.lines) == (new.text, new.lines):
        return None
    concerns = tuple(dict.fromkeys((*new.concerns, *old.concerns)))
    return Change(concerns=concerns, lines=(f"- {_headline(words, 'Changed: {thing}', new)}", *_lines(words, old, new)))


def _headline(words: Sentences, template: str, sheet: Sheet) -> str:
    return f"{words.say(template, thing=f'**{name(sheet.id)}**')} ({words.translate(sheet.kind)}) [{sheet.clause}]"


def _said(words: Sentences, sheet: Sheet) -> Iterator[str]:
    return (f"{words.label(label)}: {_flat(text)}" for label, text in sheet.lines.items())


def _lines(words: Sentences, old: Sheet, new: Sheet) -> Iterator[str]:
    if old.text != new.text:
        yield _was(words, "Text", old.text, new.text)
    for label in dict.fromkeys((*new.lines, *old.lines)):
        if old.lines.get(label) != new.lines.get(label):
            yield _was(words, label, old.lines.get(label, ""), new.lines.get(label, ""))


def _was(words: Sentences, label: str, old: str, new: str) -> str:
    nothing = words.translate("nothing")
    places = {"label": words.label(label), "old": _flat(old) or nothing, "new": _flat(new) or nothing}
    return "  - " + words.say("{label}: {new} (it was: {old})", **places)


def _oversight(words: Sentences, old: Procedure, new: Procedure) -> Iterator[str]:
    before, after = (words.joined(tuple(dict.fromkeys(o.model.value for o in describe(p))), "and") for p in (old, new))
    if before != after:
        yield words.say("Oversight: {new} (it was: {old})", new=after, old=before)
        yield ""


def _flat(text: str) -> str:
    return " ".join(text.split())


__all__ = ["Change", "EVERYBODY", "changes", "diff"]
