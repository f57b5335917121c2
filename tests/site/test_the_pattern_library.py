# SPDX-License-Identifier: Apache-2.0
"""Every file of the pattern library reads well, accuses nobody, and fits what it says that it fits."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from comity.core.clause import Malformed
from comity.desk.watch.examples import fits
from comity.desk.watch.examples import told as said
from comity.desk.watch.patterns import SECTIONS, SHAPES, STEPS, Pattern, parse, parse_told
from comity.desk.watch.trace import LONGEST_TRACE, Library, fit, follow, forgotten
from comity.site import watch_live
from comity.site.patterns import SHIPPED, library, patterns, told

ALL = patterns()
SPOKEN = ("es", "ar")
"""The languages into which every shipped pattern is translated."""
EACH = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
NO_WORD_FOR_A_PERSON = re.compile(
    r"\b(users?|suspects?|offenders?|violators?|tickets?|victims?|culprits?|accuse[drs]*|perpetrators?|abusers?|bull(y|ies)"
    r"|harassers?|trolls?|toxic|guilty|sealion\w*|karens?|snowflakes?|bad actors?|reporters?|complainants?"
    r"|usuari[oa]s?|sospechos[oa]s?|culpables?|acusad[oa]s?|víctimas?|agresor(es|as?)?|trol(es|ls)?|tóxic[oa]s?)\b",
    re.IGNORECASE,
)
"""Words that name somebody by what they are said to have done, before or after a finding; and whoever reports."""
NO_WORD_IN_ARABIC = re.compile(
    r"\b[وفبكل]?(ال|لل)?(ضحي[ةت]|ضحايا|جاني|جناة|متهم|مذنب|معتدي|متنمر|متحرش|مشتبه|مسيء|منتهك|مستخدم|مشتكي|مبلغون|مبلغين)"
    r"\w{0,3}\b|مقدم البلاغ"
)
"""The same in Arabic, where the article and small words stand before a word without a space; without vowel signs."""
VOWEL_SIGNS = re.compile("[\u064b-\u0652\u0640]")
LENGTH = {"es": (0.75, 1.4), "ar": (0.65, 1.1)}
"""How many words a translation has for each English one: Arabic writes its articles and small words onto the next."""


def test_there_are_at_least_sixteen_and_every_one_is_told_in_every_language() -> None:
    """P20: what is known of conflicts is there to be read, by whoever reads one language alone."""
    assert len(ALL) >= 16
    assert [(one.id, spoken) for one in ALL for spoken in SPOKEN if told(one.id, spoken) is None] == []


@EACH
def test_its_file_is_named_as_it_is_and_uses_what_there_is(one: Pattern) -> None:
    """P26: a file is found by its name; every shape and step that it names is one that there is."""
    assert (SHIPPED / f"{one.id}.md").is_file()
    assert set(one.cues.shapes) <= set(SHAPES)
    assert one.step in STEPS


@EACH
def test_what_must_fit_fits_and_nothing_else_fits_better(one: Pattern) -> None:
    """P20: an invented conversation of its kind is known by the whole library for what it is."""
    for example in one.fits:
        last = fits(library(), example)[-1]
        assert last is not None, example.lines[0].text
        assert (last.pattern, last.step) == (one.id, one.step)


@EACH
def test_a_look_alike_fits_at_no_moment(one: Pattern) -> None:
    """P20: what only looks like it is left alone, by this pattern and by every other."""
    for example in one.unlike:
        assert not any(fits(library(), example)), example.why


@EACH
def test_it_speaks_of_conversations_and_calls_nobody_anything(one: Pattern) -> None:
    """P20, P5: no pattern names a kind of person, none accuses whoever reports, none scores anybody."""
    shown = [(one.title, one.lead, *one.parts.values(), *(e.why for e in one.unlike))]
    for language in SPOKEN:
        other = told(one.id, language)
        shown += [(other.title, other.lead, *other.parts.values())] if other else []
    found = [named for text in chain.from_iterable(shown) for named in names_somebody(text)]
    assert not found
    assert "!" not in "".join(chain.from_iterable(shown))


@EACH
def test_it_is_short_enough_for_a_hard_moment(one: Pattern) -> None:
    """P14: read in three minutes, no sentence that one must read twice, no word of the machine."""
    text = "\n".join([one.lead, *one.parts.values()])
    assert 250 <= len(text.split()) <= 650
    sentences = [s for s in re.split(r"(?<=[.:;?])\s|\n\n|\n- ", text) if s.strip()]
    longest = max(sentences, key=lambda s: len(s.split()))
    assert len(longest.split()) <= 45, longest
    assert len(one.title) <= 50
    for section in ("helped", "worse"):
        assert one.parts[section].count("\n- ") + one.parts[section].startswith("- ") >= 4
    assert one.parts["quiet"].startswith("> ")


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_translation_has_every_part_of_what_it_translates(path: Path) -> None:
    """P20: who reads Spanish or Arabic reads as much as who reads English."""
    other = parse_told(path.read_text("utf-8"))
    english = next(one for one in ALL if one.id == path.stem)
    for name in SECTIONS:
        assert other.parts[name].count("\n- ") == english.parts[name].count("\n- "), name
    words = len(" ".join(other.parts.values()).split())
    least, most = LENGTH[path.parent.name]
    assert least < words / len(" ".join(english.parts.values()).split()) < most


def test_whoever_speaks_is_nobody_to_the_library() -> None:
    """P20: who wrote a message is told as an ordinal alone: with other names the trace is the same."""
    example = ALL[0].fits[0]
    trace = other = b""
    for voice, message in said(example):
        renamed = type(message)(
            conversation="d", id=message.id, author=f"x{voice}", at=message.at, text=message.text,
            reply_to=message.reply_to,
        )  # fmt: skip
        trace = follow(library(), trace, message, voice=voice)
        other = follow(library(), other, renamed, voice=voice)
    assert trace == other


def test_a_trace_is_small_and_told_again_it_stays_as_it_is() -> None:
    """P24: a repetition changes nothing, an edit is read in its place, what was removed said nothing."""
    trace = b""
    lines = [pair for one in ALL for pair in said(one.fits[0])]
    for number, (voice, message) in enumerate(lines):
        now = type(message)(conversation="c", id=f"n{number}", author="", at=message.at, text=message.text)
        trace = follow(library(), trace, now, voice=voice)
        assert follow(library(), trace, now, voice=voice) == trace
        assert len(trace) <= LONGEST_TRACE <= 256
    bare = forgotten(trace, f"n{len(lines) - 1}")
    assert len(bare) == len(trace)
    assert forgotten(bare, "never told") == bare


def test_what_is_taken_back_fits_no_more() -> None:
    """P20: words that are gone at their platform count for nothing here."""
    one = next(o for o in ALL if o.id == "contempt")
    trace = b""
    for voice, message in said(one.fits[0]):
        trace = follow(library(), trace, message, voice=voice)
    assert fit(library(), trace)
    for place in (1, 3):
        trace = forgotten(trace, f"m{place}")
    assert fit(library(), trace) is None


@pytest.mark.parametrize("trace", [b"\xff" * 40, b"\x01", b"\x01" * 40, b"\x01" + b"\xff" * 208, b"x" * 5000])
def test_a_trace_of_nobody_knows_where_is_no_trace(trace: bytes) -> None:
    """P26: bytes that are no trace fit nothing and can be followed on."""
    assert fit(library(), trace) is None
    voice, message = next(iter(said(ALL[0].fits[0])))
    assert follow(library(), trace, message, voice=voice)


def test_a_pattern_that_is_tried_is_told_apart_and_shown_to_nobody() -> None:
    """P20: shadow first."""
    one = next(o for o in ALL if o.id == "contempt")
    tried = Library((*(o for o in ALL if o is not one), _in_shadow(one)))
    trace = b""
    for voice, message in said(one.fits[0]):
        trace = follow(tried, trace, message, voice=voice)
    assert fit(tried, trace) is None
    found = fit(tried, trace, shadow=True)
    assert found is not None
    assert (found.pattern, found.shadow) == (one.id, True)
    assert tried.digest != library().digest


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ('version = "1"', "version"),
        ('step = "shout"', "step"),
        ('shapes = ["pear"]', "cues.shapes"),
        ("messages = 99", "cues.messages"),
        ('id = "Many On One"', "id"),
        ("who = 1", "who"),
        ('fr = ["tu exagères"]', "words.fr"),
        ('en = ["a phrase that is far longer than any phrase may be"]', "words.en[0]"),
        ('  "a shouted",', "fits[0].talk[0]"),
        ("id = [", "many-on-one.md"),
    ],
)
def test_a_file_that_is_wrong_is_told_by_its_field(wrong: str, field: str) -> None:
    """P26: the field and the rule, never a traceback."""
    key = wrong.split("=", maxsplit=1)[0].strip()
    whole = (SHIPPED / "many-on-one.md").read_text("utf-8")
    lines = whole.splitlines(keepends=True)
    place = next((n for n, line in enumerate(lines) if line.startswith(f"{key} = ")), None)
    if wrong.startswith("  "):
        place = next(n for n, line in enumerate(lines) if line.startswith('  "a'))
    elif place is None:
        place = next(n for n, line in enumerate(lines) if line.startswith(("step", "es = ")))
        place = place if key == "who" else next(n for n, line in enumerate(lines) if line.startswith("es = "))
    lines[place] = f"{wrong}\n"
    with pytest.raises(Malformed) as told_so:
        parse("".join(lines), name="many-on-one.md")
    assert field in {fault.field for fault in told_so.value.faults}


@pytest.mark.parametrize("text", ["", "# No head", "+++\n+++\n", "+++\nid = 1\n", "+++\n" + "a = " + "[" * 5000])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    """P26: nothing that is put into the folder brings the site down."""
    with pytest.raises(Malformed):
        parse(text)


def _in_shadow(one: Pattern) -> Pattern:
    from dataclasses import replace

    return replace(one, shadow=True)


@pytest.mark.parametrize(
    "text",
    ["the offender wrote", "Two users", "toxic", "los acusados", "a troll", "the reporter",
     "كتب المتّهم", "وللضحية", "المتنمّرون", "مقدِّم البلاغ"],
)  # fmt: skip
def test_a_name_for_somebody_would_be_found(text: str) -> None:
    """P5: the gate can fail."""
    assert names_somebody(text)


def names_somebody(text: str) -> list[str]:
    """Every word of a text that calls somebody something."""
    both = (NO_WORD_FOR_A_PERSON.finditer(text), NO_WORD_IN_ARABIC.finditer(VOWEL_SIGNS.sub("", text)))
    return [found[0] for found in chain.from_iterable(both)]


def test_the_live_watch_looks_for_what_this_council_accepted(tmp_path: Path) -> None:
    """P20: other patterns are another version of the watch, whose states are begun anew."""
    mine = Library(ALL[:3])
    assert mine.digest in watch_live.fold(tmp_path, mine).version
    assert library().digest in watch_live.fold(tmp_path).version
