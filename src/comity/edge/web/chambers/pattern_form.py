# SPDX-License-Identifier: Apache-2.0
"""The fields of a pattern: what a form says so far, what was typed, and beside which field a fault stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from comity.core.clause import Fault
from comity.desk.watch.draft import FEWEST, PHRASES, Draft, Example
from comity.desk.watch.patterns import SECTIONS, SHAPES, STEPS
from comity.edge.web.fields import Reader
from comity.edge.web.pattern_words import PHRASE_SAID, SECTION_SAID, SHAPE_SAID, STEP_SAID

MOST = 4
"""Examples of each kind that a form has room for."""
_PHRASE = re.compile(r"(words|answers|opens)(?:\.([\w-]+))?")
_EXAMPLE = re.compile(r"(fits|unlike)(?:\[(\d+)\])?(?:\.(talk|why))?")


def typed(read: Reader, languages: tuple[str, ...]) -> Draft:
    """What was typed, as it was typed."""
    return Draft(
        title=read.raw("title"),
        lead=read.raw("lead"),
        parts={name: _plain(read.raw(f"part-{name}")) for name in SECTIONS},
        step=read.raw("step"),
        shapes=tuple(one for one in SHAPES if one in read.many("shapes")),
        messages=read.raw("messages") or "0",
        voices=read.raw("voices") or "0",
        languages=languages,
        phrases={kind: {one: read.raw(f"{kind}-{one}") for one in languages} for kind in PHRASES},
        fits=tuple(_examples(read, "fits")),
        unlike=tuple(_examples(read, "unlike")),
    )


def _plain(text: str) -> str:
    """A heading in a part would be a part of its own, so it is a line like any other."""
    return re.sub(r"^(#+) ", r"\\\1 ", text, flags=re.MULTILINE)


def _examples(read: Reader, kind: str) -> Iterator[Example]:
    for place in range(MOST):
        talk, why = read.raw(f"{kind}-{place}"), read.raw(f"why-{place}") if kind == "unlike" else ""
        if talk.strip() or why.strip():
            yield Example(talk=talk, why=why)


def where(fault: Fault) -> str:
    """The name of the field beside which a fault stands."""
    if fault.field.startswith("text."):
        return f"part-{fault.field.removeprefix('text.')}"
    if fault.field.startswith("cues."):
        return fault.field.removeprefix("cues.")
    if phrase := _PHRASE.match(fault.field):
        return f"{phrase[1]}-{phrase[2] or 'en'}"
    if example := _EXAMPLE.match(fault.field):
        return f"{'why' if example[3] == 'why' else example[1]}-{example[2] or 0}"
    return {"text": "title", "cues": "words-en"}.get(fault.field, fault.field)


def shown(draft: Draft) -> Mapping[str, Any]:
    """What the page needs of a draft: each field with its words."""
    return {
        "draft": draft,
        "parts": tuple((f"part-{name}", SECTION_SAID[name], draft.parts.get(name, "")) for name in SECTIONS),
        "steps": tuple((one, STEP_SAID[one]) for one in STEPS),
        "shapes": tuple((one, SHAPE_SAID[one], one in draft.shapes) for one in SHAPES),
        "phrases": tuple(
            (f"{kind}-{one}", PHRASE_SAID[kind], one, draft.phrases.get(kind, {}).get(one, ""))
            for kind in PHRASES
            for one in draft.languages
        ),
        "fits": tuple(_numbered("fits", draft.fits)),
        "unlike": tuple(_numbered("unlike", draft.unlike)),
    }


def _numbered(kind: str, examples: tuple[Example, ...]) -> Iterator[tuple[str, str, str, Example]]:
    """Those that are there and room for one more: the names of their fields, what each is called, and its texts."""
    room = min(MOST, max(FEWEST, len(examples) + 1))
    for place in range(room):
        one = examples[place] if place < len(examples) else Example()
        yield f"{kind}-{place}", f"why-{place}", _("Example %(n)s") % {"n": place + 1}, one


__all__ = ["shown", "typed", "where"]
