# SPDX-License-Identifier: Apache-2.0
"""Hears a repository's webhooks: what is said in issues, pull requests and discussions, edited, deleted, moved away.

Only public repositories: a delivery that does not say so in so many words is refused, and no setting changes that.
Signed is the body alone; see `signed.delivery_id` for what stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.ports import Delivery, Refused, Spaces
from comity.edge.platforms import fields, signed
from comity.edge.platforms.fields import Fields
from comity.edge.platforms.lately import Lately
from comity.edge.platforms.plain import from_markdown

SIGNATURE, ID, EVENT = "x-hub-signature-256", "x-github-delivery", "x-github-event"
OLDEST = timedelta(days=4)
"""GitHub keeps deliveries for three days, for somebody to send them again by hand."""
_EVENT = re.compile(r"[a-z_]{1,60}")
_PLACE = re.compile(r"https?://[^\s\x00-\x1f\x7f]{1,1000}")


@dataclass(frozen=True, slots=True)
class Kind:
    """Where one kind of event has its conversation and its words."""

    conversation: str
    words: str
    mark: str
    answers: str = ""

    @property
    def opens(self) -> bool:
        """Whether the words are those with which a conversation begins."""
        return self.conversation == self.words


KINDS = {
    "issues": Kind("issue", "issue", "issue"),
    "issue_comment": Kind("issue", "comment", "comment"),
    "discussion": Kind("discussion", "discussion", "discussion"),
    "discussion_comment": Kind("discussion", "comment", "discussion-comment", "parent_id"),
    "pull_request_review_comment": Kind("pull_request", "comment", "review-comment", "in_reply_to_id"),
}
SAID = frozenset({"opened", "created"})
GONE = frozenset({"deleted", "transferred"})


def _now() -> datetime:
    return datetime.now(UTC)


class GitHubHook:
    """One repository, or all of one organisation, as it speaks to one installation."""

    def __init__(
        self, source: str, secret: str, *, spaces: Spaces | None = None, leave_out: frozenset[str] = frozenset(),
        now: Callable[[], datetime] = _now,
    ) -> None:  # fmt: skip
        self._source, self._secret, self._spaces = source, secret, spaces
        self._leave_out, self._now = leave_out, now
        self._lately = Lately()

    def receive(self, headers: Mapping[str, str], body: bytes) -> Delivery:
        """One delivery; see `desk.watch.ports.Hook`. Events that tell nothing of a conversation tell nothing."""
        signed.check(headers, SIGNATURE, secret=self._secret, body=body)
        signed.in_json(headers)
        event = headers.get(EVENT, "")
        if not _EVENT.fullmatch(event):
            raise Refused(EVENT, "the name of an event: small letters and underscores")
        delivery = signed.delivery_id(headers, ID, event, body)
        found = fields.read(body)
        kind = KINDS.get(event)
        if kind is None:
            _public(found, optional=True)
            return Delivery(source=self._source, id=delivery, told=())
        return Delivery(source=self._source, id=delivery, told=self._told(kind, found))

    def _told(self, kind: Kind, found: Fields) -> tuple[Told, ...]:
        space = f"{self._source}/{_public(found)}"
        action = found.mark("action")
        since = datetime.min.replace(tzinfo=UTC) if self._spaces is None else self._spaces().get(space)
        if since is None or action not in SAID | GONE | {"edited"}:
            return ()
        heard = found.fields(kind.words)
        conversation = f"{space}#{found.fields(kind.conversation).number('number')}"
        id = f"{kind.mark}-{heard.number('id')}"
        if action in GONE:
            return self._gone(conversation, "" if kind.opens else id, space)
        if action == "edited" and "body" not in found.fields("changes"):
            return ()
        message = self._message(kind, heard, conversation, id, space)
        if message is None:
            return ()
        if message.at < since:  # it may have been read before the watch rested: what was read then stands no more
            return self._gone(conversation, id, space) if action == "edited" else ()
        return self._said(message, heard, edited=action == "edited", moved=_moved(found))

    def _said(self, message: Message, heard: Fields, *, edited: bool, moved: bool) -> tuple[Told, ...]:
        changed, now = heard.instant("updated_at"), self._now()
        if edited:
            signed.fresh(heard.name("updated_at"), changed, now=now, oldest=OLDEST)
        elif not moved:  # what came from another repository keeps the instant at which it was said
            signed.fresh(heard.name("created_at"), message.at, now=now, oldest=OLDEST)
        if self._lately.is_gone(message.conversation) or not self._lately.is_news(message.id, changed):
            return ()
        return (Edited(message=message),) if edited else (message,)

    def _message(self, kind: Kind, heard: Fields, conversation: str, id: str, space: str) -> Message | None:
        """What somebody said; None where it was a bot, or an account that is gone."""
        if "user" not in heard:
            return None
        author = heard.fields("user")
        name = author.mark("login").lower()
        if author.mark("type", "User") == "Bot" or name.endswith("[bot]") or name in self._leave_out:
            return None
        place = heard.text("html_url", "")
        answered = heard.number(kind.answers, 0) if kind.answers else 0
        return Message(
            conversation=conversation,
            id=id,
            author=str(author.number("id")),
            at=heard.instant("created_at"),
            text=from_markdown(heard.text("body", "")),
            reply_to=f"{kind.mark}-{answered}" if answered else "",
            space=space,
            place=place if _PLACE.fullmatch(place) else "",
        )

    def _gone(self, conversation: str, id: str, space: str) -> tuple[Told, ...]:
        now = self._now()
        self._lately.forget(id or conversation, now)
        return (Removed(conversation=conversation, id=id, at=now, space=space),)


def _public(found: Fields, *, optional: bool = False) -> str:
    """The full name of the repository, which is public. Raises `Refused`. An event without one is `optional`."""
    if optional and "repository" not in found:
        return ""
    repository = found.fields("repository")
    if repository.truth("private") or repository.text("visibility", "public") != "public":
        raise Refused(repository.name("private"), "false: private repositories are never read")
    return repository.mark("full_name").lower()


def _moved(found: Fields) -> bool:
    return "changes" in found and any(name in found.fields("changes") for name in ("old_issue", "old_repository"))


__all__ = ["GitHubHook"]
