# SPDX-License-Identifier: Apache-2.0
"""What every hook of a platform must do, whatever the platform (docs/platforms.md).

A platform's tests subclass `HookConforms` and give it a fixture `hooked`: the platform as it signs and sends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from comity.desk.watch.message import Edited, Message, Removed
from comity.desk.watch.ports import Delivery, Hook, Refused, Spaces
from tests.edge.platforms.conformance import PRIVATE_WORDS, START

SECRET = "a secret that both sides hold"


class HookStage(Protocol):
    """A platform that speaks first. Each call gives headers (names in lower case) and the raw body, signed."""

    now: datetime

    def hook(self, spaces: Spaces | None = None) -> Hook:
        """A new hook that holds `SECRET` and reads `now` as its clock."""

    @property
    def space(self) -> str:
        """The space in which everything is said."""

    @property
    def signature(self) -> str:
        """The header that holds the signature."""

    @property
    def delivery(self) -> str:
        """The header that holds the delivery's id."""

    def said(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """Somebody says it at `now`."""

    def edited(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """Its author changes it at `now`."""

    def removed(self, id: int) -> tuple[dict[str, str], bytes]:
        """It is deleted."""

    def said_privately(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """Not for everybody."""

    def said_by_bot(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """By a bot."""

    def other_events(self) -> Iterator[tuple[dict[str, str], bytes]]:
        """A ping, and what else the platform sends that is no word of a conversation."""

    def signed(self, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        """The headers with the right signature for a body."""


def heard(hook: Hook, sent: tuple[Mapping[str, str], bytes]) -> Delivery:
    """What a hook makes of a delivery."""
    return hook.receive(*sent)


def refused(hook: Hook, headers: Mapping[str, str], body: bytes) -> Refused:
    """With what a hook refuses a delivery."""
    with pytest.raises(Refused) as wrong:
        hook.receive(headers, body)
    assert wrong.value.rule
    return wrong.value


class HookConforms:
    """The promises of `desk.watch.ports.Hook`."""

    def test_words_edits_and_deletions_are_told(self, hooked: HookStage) -> None:
        """M12: live as it is said."""
        hook = hooked.hook()
        [said] = heard(hook, hooked.said(5, "good morning")).told
        [edited] = heard(hook, hooked.edited(5, "good evening")).told
        [removed] = heard(hook, hooked.removed(5)).told
        assert isinstance(said, Message)
        assert isinstance(edited, Edited)
        assert isinstance(removed, Removed)
        assert (said.text, said.space, said.at) == ("good morning", hooked.space, START)
        assert edited.message.text == "good evening"
        assert said.id == edited.message.id == removed.id
        assert said.conversation == edited.message.conversation == removed.conversation

    def test_a_delivery_without_the_right_signature_is_refused(self, hooked: HookStage) -> None:
        """P26: forged, missing, cut, of another body, in another form."""
        headers, body = hooked.said(5, "good morning")
        good = headers[hooked.signature]
        hook = hooked.hook()
        for forged in (
            "",
            good[:-1],
            good[:-1] + "g",
            good[:-1] + ("1" if good.endswith("0") else "0"),
            good.upper(),
            good.replace("sha256", "sha1"),
            "sha256=" + "0" * 64,
        ):
            assert refused(hook, {**headers, hooked.signature: forged}, body).field == hooked.signature
        assert refused(hook, headers, body + b" ").field == hooked.signature
        bare = {name: value for name, value in headers.items() if name != hooked.signature}
        assert refused(hook, bare, body).field == hooked.signature
        assert heard(hook, (headers, body)).told

    def test_a_repetition_has_the_same_id_and_nothing_else_has(self, hooked: HookStage) -> None:
        """P24: a delivery counts once; nobody hides one delivery behind the id of another."""
        headers, body = hooked.said(5, "good morning")
        once, again = heard(hooked.hook(), (headers, body)), heard(hooked.hook(), (headers, body))
        assert once.id == again.id
        assert once == again
        other = {**hooked.said(6, "another")[0], hooked.delivery: headers[hooked.delivery]}
        told = hooked.said(6, "another")[1]
        assert heard(hooked.hook(), (hooked.signed(other, told), told)).id != once.id

    @pytest.mark.parametrize("id", ["", " ", "x" * 200, "1\n2", "../../etc"])
    def test_a_delivery_without_a_proper_id_is_refused(self, hooked: HookStage, id: str) -> None:
        """P26: names the header."""
        headers, body = hooked.said(5, "good morning")
        assert refused(hooked.hook(), {**headers, hooked.delivery: id}, body).field == hooked.delivery

    def test_an_old_delivery_is_refused_and_a_clock_that_differs_a_little_is_not(self, hooked: HookStage) -> None:
        """P26: what was recorded long ago is not played again; skew of minutes costs nothing."""
        sent = hooked.said(5, "good morning")
        hooked.now = START + timedelta(days=9)
        wrong = refused(hooked.hook(), *sent)
        assert "created_at" in wrong.field
        hooked.now = START - timedelta(minutes=5)
        assert heard(hooked.hook(), sent).told
        hooked.now = START - timedelta(hours=5)
        assert refused(hooked.hook(), *sent).field == wrong.field

    def test_what_is_private_is_never_told(self, hooked: HookStage) -> None:
        """P20: never private messages; a hook either refuses them or tells nothing."""
        with suppress(Refused):
            delivery = heard(hooked.hook(), hooked.said_privately(5, PRIVATE_WORDS))
            assert delivery.told == ()
            assert PRIVATE_WORDS not in repr(delivery)

    def test_bots_are_left_out(self, hooked: HookStage) -> None:
        """P20: conversations of people."""
        assert heard(hooked.hook(), hooked.said_by_bot(5, "closed")).told == ()

    def test_only_adopted_spaces_are_heard_and_only_from_then_on(self, hooked: HookStage) -> None:
        """P20: off until a clause adopts it."""
        sent = hooked.said(5, "good morning")
        assert heard(hooked.hook(dict), sent).told == ()
        assert heard(hooked.hook(lambda: {hooked.space: START + timedelta(minutes=1)}), sent).told == ()
        assert heard(hooked.hook(lambda: {hooked.space: START}), sent).told

    def test_what_was_read_before_the_watch_rested_is_taken_away_and_not_read_anew(self, hooked: HookStage) -> None:
        """P20: an edit of it, or a removal, ends what is shown of it; its new words are not read."""
        hooked.hook().receive(*hooked.said(5, "good morning"))
        hooked.now += timedelta(minutes=5)
        hook = hooked.hook(lambda: {hooked.space: START + timedelta(minutes=1)})
        for sent in (hooked.edited(5, PRIVATE_WORDS), hooked.removed(5)):
            told = heard(hook, sent).told
            assert [type(one) for one in told] == [Removed]
            assert PRIVATE_WORDS not in repr(told)

    def test_other_events_tell_nothing(self, hooked: HookStage) -> None:
        """P26: a platform that sends more than it was asked for is answered kindly."""
        for sent in hooked.other_events():
            assert heard(hooked.hook(), sent).told == ()

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"7", b"[" * 100_000, b'{"a": Infinity}'])
    def test_a_body_that_cannot_be_read_is_refused_by_field_and_rule(self, hooked: HookStage, body: bytes) -> None:
        """P26: names the field and the rule, also where the signature is right."""
        headers, _ = hooked.said(5, "good morning")
        assert refused(hooked.hook(), hooked.signed(headers, body), body).field

    def test_a_body_that_is_no_json_is_refused_by_its_kind(self, hooked: HookStage) -> None:
        """P26: says where the setting is."""
        headers, body = hooked.said(5, "good morning")
        form = {**headers, "content-type": "application/x-www-form-urlencoded"}
        assert refused(hooked.hook(), form, body).field == "content-type"

    def test_what_comes_late_undoes_nothing(self, hooked: HookStage) -> None:
        """P24: platforms repeat what failed, in any order."""
        said = hooked.said(5, "first words")
        hooked.now += timedelta(minutes=1)
        earlier = hooked.edited(5, "second words")
        hooked.now += timedelta(minutes=1)
        later = hooked.edited(5, "third words")
        removed = hooked.removed(5)
        hook = hooked.hook()
        assert heard(hook, later).told
        assert heard(hook, earlier).told == ()
        assert heard(hook, said).told == ()
        assert heard(hook, removed).told
        assert heard(hook, later).told == ()

    def test_hostile_words_are_only_words(self, hooked: HookStage) -> None:
        """P26: control characters and length."""
        [told] = heard(hooked.hook(), hooked.said(5, "a\x1b[2Jb\x00c " + "word " * 10_000)).told
        assert isinstance(told, Message)
        assert all(letter.isprintable() or letter == "\n" for letter in told.text)
        assert len(told.text) > 40_000


__all__ = ["SECRET", "HookConforms", "HookStage", "heard", "refused"]
