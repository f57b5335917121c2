# SPDX-License-Identifier: Apache-2.0
"""A pattern of conflict, as people and the watch read it: one file, a head for the machine, a text for people.

A pattern is about a conversation. It names nobody, scores nobody and accuses nobody; what it knows of speakers is that
there are several of them. The format is told in docs/patterns.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from comity.core.clause import Fault, Malformed
from comity.desk.watch.cues import LONGEST_PHRASE, words

FENCE = "+++"
SHAPES: tuple[str, ...] = (
    "several-on-one", "two-by-turns", "quick", "opening-asks", "old-return", "widening", "one-keeps-asking",
    "left-hanging", "bumped",
)  # fmt: skip
"""What a conversation can look like from outside its words; docs/patterns.md says each in a sentence."""
STEPS: tuple[str, ...] = (
    "let-it-rest", "ask-how-they-are", "make-room", "answer-the-question", "say-both-back", "a-thread-of-its-own",
    "a-talk-apart", "ask-for-the-reasons", "name-the-work", "another-hand", "in-plain-words", "break-the-silence",
    "ask-what-would-do", "bring-the-old-answer",
)  # fmt: skip
"""The low-key next steps that a pattern may name. None of them is an act of the council."""
SECTIONS: Mapping[str, str] = {
    "look": "What it looks like",
    "mistaken": "What it is often mistaken for",
    "helped": "What helped",
    "worse": "What made it worse",
    "quiet": "A quiet word, for example",
}
"""The parts of the text, in this order. In another language they stand in the same order under headings of its own."""
LONGEST_FILE = 30_000
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LINE = re.compile(r"([a-z])(?:>([a-z]))?(?: \+(\d+)(m|h|d))?: (.+)")
_UNIT = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
USUAL = timedelta(minutes=20)
"""How long after the one before it a line of an example was said, where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an invented example: which voice, to which voice (empty: to nobody in particular), how much later."""

    voice: str
    to: str
    after: timedelta
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An invented conversation. `why` says of a look-alike why it is none."""

    lines: tuple[Line, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """What must be there for a pattern to fit: every shape; as many messages that say one of `words`, by as many
    voices; one that says one of `answers`, by another voice than said the words (without
    words: than opened the conversation); an opening that says one of `opens`.
    """

    shapes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    messages: int = 0
    voices: int = 0
    answers: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One pattern. `parts` are the texts of its sections, by the names of `SECTIONS`; `lead` is what stands first."""

    id: str
    version: int
    languages: tuple[str, ...]
    step: str
    cues: Cues
    title: str
    lead: str
    parts: Mapping[str, str] = field(hash=False)
    fits: tuple[Example, ...] = ()
    unlike: tuple[Example, ...] = ()
    shadow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The text of a pattern in one language."""

    title: str
    lead: str
    parts: Mapping[str, str] = field(hash=False)


def parse(text: str, *, name: str = "") -> Pattern:
    """One file. Raises `Malformed` with every fault, each with its field as it stands in the file."""
    head, body = _head(text, name)
    faults = list(_faults(head))
    told, wrong = _told(body)
    if faults or wrong or told is None:
        raise Malformed([*faults, *wrong])
    table = head["cues"]
    return Pattern(
        id=head["id"],
        version=head["version"],
        languages=tuple(head["languages"]),
        step=head["step"],
        cues=Cues(
            shapes=tuple(table.get("shapes", ())),
            words=_listed(head, "words"),
            messages=table.get("messages", 0),
            voices=table.get("voices", 0),
            answers=_listed(head, "answers"),
            opens=_listed(head, "opens"),
        ),
        title=told.title,
        lead=told.lead,
        parts=told.parts,
        fits=tuple(_example(one) for one in head.get("fits", ())),
        unlike=tuple(_example(one) for one in head.get("unlike", ())),
    )


def parse_told(text: str) -> Told:
    """A translation: the text alone, its sections in the order of `SECTIONS`. Raises `Malformed`."""
    told, wrong = _told(text)
    if told is None or wrong:
        raise Malformed(wrong)
    return told


def _head(text: str, name: str) -> tuple[dict[str, Any], str]:
    where = name or "pattern"
    if len(text) > LONGEST_FILE:
        raise Malformed([Fault(field=where, rule="length", text=f"is longer than {LONGEST_FILE} characters")])
    parts = text.split(f"{FENCE}\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise Malformed([Fault(field=where, rule="head", text=f"begins with a head between two lines {FENCE}")])
    try:
        return tomllib.loads(parts[1]), parts[2]
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise Malformed([Fault(field=where, rule="toml", text=str(wrong)[:300])]) from wrong


def _faults(head: dict[str, Any]) -> Iterator[Fault]:
    known = {"id", "version", "languages", "step", "cues", "words", "answers", "opens", "fits", "unlike"}
    for name in sorted(set(head) - known):
        yield Fault(field=name, rule="known", text="no such key")
    if not _is_id(head.get("id")):
        yield Fault(field="id", rule="name", text="is a name of small letters, digits and hyphens, at most 40")
    if not _whole(head.get("version"), 1, 9999):
        yield Fault(field="version", rule="whole", text="is a whole number from 1")
    if head.get("step") not in STEPS:
        yield Fault(field="step", rule="known", text=f"is one of {', '.join(STEPS)}")
    if not _texts(head.get("languages")) or not head["languages"]:
        yield Fault(field="languages", rule="list", text="names the languages of the words")
    yield from _cue_faults(head)
    for kind in ("fits", "unlike"):
        yield from _example_faults(head, kind)


def _cue_faults(head: dict[str, Any]) -> Iterator[Fault]:
    table = head.get("cues")
    if not isinstance(table, dict) or not set(table) <= {"shapes", "messages", "voices"}:
        yield Fault(field="cues", rule="table", text="holds shapes, messages and voices, and nothing else")
        return
    shapes = table.get("shapes", [])
    if not _texts(shapes) or not set(shapes) <= set(SHAPES):
        yield Fault(field="cues.shapes", rule="known", text=f"names some of {', '.join(SHAPES)}")
    for name in ("messages", "voices"):
        if not _whole(table.get(name, 0), 0, 9):
            yield Fault(field=f"cues.{name}", rule="whole", text="is a whole number from 0 to 9")
    languages = head["languages"] if _texts(head.get("languages")) else []
    for kind in ("words", "answers", "opens"):
        phrases = head.get(kind, {})
        if not isinstance(phrases, dict) or not all(_texts(one) for one in phrases.values()):
            yield Fault(field=kind, rule="table", text="has for each language a list of phrases")
            continue
        for language in sorted(set(phrases) - set(languages)):
            yield Fault(field=f"{kind}.{language}", rule="language", text="is none of `languages`")
        yield from _phrase_faults(kind, phrases)
    if not shapes and not head.get("words") and not head.get("opens"):
        yield Fault(
            field="cues", rule="something", text="names a shape, words or an opening: else everything would fit"
        )
    if bool(head.get("words")) != bool(table.get("messages", 0)):
        yield Fault(field="cues.messages", rule="words", text="says how many messages say the words, and only then")


def _phrase_faults(kind: str, phrases: Mapping[str, list[str]]) -> Iterator[Fault]:
    for language, texts in phrases.items():
        for place, text in enumerate(texts):
            if not 1 <= len(words(text)) <= LONGEST_PHRASE:
                yield Fault(field=f"{kind}.{language}[{place}]", rule="phrase", text="is one to eight words")


def _example_faults(head: dict[str, Any], kind: str) -> Iterator[Fault]:
    found = head.get(kind, [])
    if not isinstance(found, list) or len(found) < 2:
        yield Fault(field=kind, rule="two", text="there are at least two invented examples of each kind")
        return
    for place, one in enumerate(found):
        where = f"{kind}[{place}]"
        if not isinstance(one, dict) or not _texts(one.get("talk")) or not one["talk"]:
            yield Fault(field=f"{where}.talk", rule="lines", text="is a list of lines")
            continue
        if kind == "unlike" and not (isinstance(one.get("why"), str) and one["why"].strip()):
            yield Fault(field=f"{where}.why", rule="text", text="says why it is none")
        for number, line in enumerate(one["talk"]):
            if not _LINE.fullmatch(line):
                yield Fault(field=f"{where}.talk[{number}]", rule="line", text="reads like `b>a +5m: what was said`")


def _told(body: str) -> tuple[Told | None, list[Fault]]:
    title = ""
    lead: list[str] = []
    parts: list[tuple[str, list[str]]] = []
    for line in body.strip().splitlines():
        if line.startswith("# ") and not title:
            title = line[2:].strip()
        elif line.startswith("## "):
            parts.append((line[3:].strip(), []))
        else:
            (parts[-1][1] if parts else lead).append(line)
    faults = []
    if not title:
        faults.append(Fault(field="text", rule="title", text="begins with a title after `# `"))
    if len(parts) != len(SECTIONS):
        names = ", ".join(SECTIONS.values())
        faults.append(Fault(field="text", rule="sections", text=f"has these sections, in this order: {names}"))
    if faults:
        return None, faults
    told = {name: "\n".join(lines).strip() for name, (_, lines) in zip(SECTIONS, parts, strict=True)}
    empty = [name for name, text in told.items() if not text]
    wrong = [Fault(field=f"text.{name}", rule="empty", text="says something") for name in empty]
    return Told(title=title, lead="\n".join(lead).strip(), parts=told), wrong


def _example(table: Mapping[str, Any]) -> Example:
    return Example(lines=tuple(_line(text) for text in table["talk"]), why=table.get("why", ""))


def _line(text: str) -> Line:
    found = _LINE.fullmatch(text)
    assert found is not None
    after = USUAL if found[3] is None else int(found[3]) * _UNIT[found[4]]
    return Line(voice=found[1], to=found[2] or "", after=after, text=found[5])


def _listed(head: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    return tuple(text for texts in head.get(kind, {}).values() for text in texts)


def _is_id(found: Any) -> bool:
    return isinstance(found, str) and _ID.fullmatch(found) is not None and len(found) <= 40


def _whole(found: Any, least: int, most: int) -> bool:
    return isinstance(found, int) and not isinstance(found, bool) and least <= found <= most


def _texts(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(one, str) for one in found)


__all__ = [
    "Cues", "Example", "Line", "Pattern", "SECTIONS", "SHAPES", "STEPS", "Told", "parse", "parse_told",
]  # fmt: skip
