# SPDX-License-Identifier: Apache-2.0
"""A pattern as somebody fills it in, field by field, and the file that it makes; `patterns.parse` says what is wrong.

What stands in a file and in no field here would be lost, so a draft is the whole of a file: a file that is read into a
draft and written again is the same pattern.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.desk.watch.patterns import FENCE, SECTIONS, STEPS, parse_told

PHRASES = ("words", "answers", "opens")
"""What is looked for in messages: by language, one phrase a line."""
FEWEST = 2
"""Invented examples of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An invented conversation, one message a line; `why` says of a look-alike why it is none."""

    talk: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything of a pattern but its name and version. `phrases` are by kind and language, one a line."""

    title: str = ""
    lead: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    step: str = STEPS[0]
    shapes: tuple[str, ...] = ()
    messages: str = "0"
    voices: str = "0"
    languages: tuple[str, ...] = ("en",)
    phrases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fits: tuple[Example, ...] = ()
    unlike: tuple[Example, ...] = ()


def read(source: str) -> Draft:
    """The draft of a file that holds; an empty one for no file. Raises `Malformed`, `tomllib.TOMLDecodeError`."""
    if not source:
        return Draft()
    _start, written, body = source.split(f"{FENCE}\n", 2)
    head: dict[str, Any] = tomllib.loads(written)
    told, cues = parse_told(body), head["cues"]
    return Draft(
        title=told.title,
        lead=told.lead,
        parts=told.parts,
        step=head["step"],
        shapes=tuple(cues.get("shapes", ())),
        messages=str(cues.get("messages", 0)),
        voices=str(cues.get("voices", 0)),
        languages=tuple(head["languages"]),
        phrases={kind: {one: "\n".join(said) for one, said in head.get(kind, {}).items()} for kind in PHRASES},
        fits=tuple(_example(one) for one in head.get("fits", ())),
        unlike=tuple(_example(one) for one in head.get("unlike", ())),
    )


def _example(one: Mapping[str, Any]) -> Example:
    return Example(talk="\n".join(one["talk"]), why=one.get("why", ""))


def written(draft: Draft, id: str, version: int) -> str:
    """The file that a draft makes. What cannot be stands in it as it was typed, for `patterns.parse` to name."""
    head = "\n".join(_head(draft, id, version))
    parts = "\n\n".join(f"## {heading}\n\n{draft.parts.get(name, '').strip()}" for name, heading in SECTIONS.items())
    return f"{FENCE}\n{head}\n{FENCE}\n# {_line(draft.title)}\n\n{draft.lead.strip()}\n\n{parts}\n"


def _head(draft: Draft, id: str, version: int) -> Iterator[str]:
    yield from (f"id = {_text(id)}", f"version = {version}", f"languages = {_listed(draft.languages)}")
    yield f"step = {_text(draft.step)}"
    yield from ("", "[cues]", f"shapes = {_listed(draft.shapes)}")
    yield from (f"messages = {_whole(draft.messages)}", f"voices = {_whole(draft.voices)}")
    for kind in PHRASES:
        said = {one: lines(text) for one, text in draft.phrases.get(kind, {}).items()}
        if any(said.values()):
            yield from ("", f"[{kind}]")
            yield from (f"{_text(one)} = {_listed(found)}" for one, found in said.items() if found)
    for one in draft.fits:
        yield from ("", "[[fits]]", f"talk = {_listed(lines(one.talk))}")
    for one in draft.unlike:
        yield from ("", "[[unlike]]", f"why = {_text(_line(one.why))}", f"talk = {_listed(lines(one.talk))}")


def lines(text: str) -> list[str]:
    """The lines of a field that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _whole(text: str) -> str:
    """A number as it was typed, or what was typed as a text, of which it is then said that it is no number."""
    return str(int(text)) if text.strip().isascii() and text.strip().isdecimal() else _text(text)


__all__ = ["Draft", "Example", "FEWEST", "PHRASES", "lines", "read", "written"]
