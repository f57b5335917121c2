# SPDX-License-Identifier: Apache-2.0
"""People who fill in whatever a page asks, and put a mark in every field for words."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from tests.slow.marks import Marks

if TYPE_CHECKING:
    from django.test import Client

    from tests.journeys.web_stage import Person, Stage

TEXTS = ("text", "search", "")
"""The types of an input that takes a line of words."""
REST_OF = (
    "step-aside",
    "withdraw",
    "keep-apart",
    "end-apart",
    "remove-post",
    "restore-post",
    "readmit",
    "leave-mediation",
)
"""Acts that would lead the case away."""


class Fields(HTMLParser):
    """The forms of a page with what each of them asks: fields for words, for an address, for files."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": told.get("action", ""), "hidden": {}, "asks": {}, "chosen": {}, "data": told})
        elif self.forms and "name" in told:
            self._field(self.forms[-1], tag, told)

    def _field(self, form: dict[str, Any], tag: str, told: Mapping[str, str]) -> None:
        kind = "words" if tag == "textarea" else told.get("type", "")
        if kind == "hidden":
            form["hidden"].setdefault(told["name"], []).append(told.get("value", ""))
        elif kind in ("radio", "checkbox"):
            if "checked" in told:
                form["chosen"].setdefault(told["name"], []).append(told.get("value", "on"))
        elif tag == "textarea" or (tag == "input" and kind in (*TEXTS, "email", "file")):
            form["asks"][told["name"]] = kind


@dataclass
class Walk:
    """People of one council, and all that they say."""

    stage: Stage
    marks: Marks
    pages: int = 20
    seen: dict[int, int] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def person(self, name: str = "", key: str = "") -> Person:
        """Somebody at a browser of their own: the same one each time."""
        from django.test import Client

        from tests.journeys.web_stage import Person

        known = name or key
        if known not in self.clients:
            client = Client(enforce_csrf_checks=True, raise_request_exception=False)
            self.clients[known] = Person(name=name, client=client).client
        found = Person(client=self.clients[known])
        found.name = name
        return found

    def forms(self, who: Person, path: str) -> list[dict[str, Any]]:
        """The forms of a page."""
        answer = who.client.get(path)
        self.note(answer)
        parser = Fields()
        parser.feed(answer.content.decode())
        return parser.forms

    def fill(self, form: dict[str, Any], about: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent: what stands there, a mark in every field for words, and what is given."""
        sent = {**form["hidden"], **form["chosen"]}
        for name, kind in form["asks"].items():
            what = f"{about}/{name}"
            if name in given or name.startswith("csrf"):
                continue
            if kind == "words":
                sent[name] = self.marks.say(what)
            elif kind == "email" or name == "mail":
                sent[name] = f"{self.marks.word(f'address: {what}')}@example.org"
            elif kind == "file":
                sent[name] = [self.file(f"{what}/{n}") for n in range(2)]
            else:
                sent[name] = self.marks.mark(what)
        return {**sent, **given}

    def file(self, about: str) -> Any:
        """A file whose name and whose content are marked."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        whole = (self.marks.say(f"{about}/content") + "\n").encode() * 3000
        return SimpleUploadedFile(f"{self.marks.word(f'{about}/name')}.txt", whole, content_type="text/plain")

    def send(self, who: Person, path: str, form: dict[str, Any], about: str, /, **given: Any) -> Any:
        """Fill a form in and send it; the answer."""
        answer = who.client.post((form["action"] or path).partition("#")[0], self.fill(form, about, given))
        self.note(answer)
        return answer

    def do(self, who: Person, path: str, act: str, *, may: Sequence[int] = (303,), **given: Any) -> Any:
        """Do one act that a page offers."""
        found = [f for f in self.forms(who, path) if f["hidden"].get("act") == [act]]
        assert found, f"{path} offers {who.name or 'its reporter'} no {act}"
        answer = self.send(who, path, found[0], f"{path.split('/')[1]}/{act}/{who.name}", **given)
        assert answer.status_code in may, f"{act}: {answer.status_code}: {said(answer)}"
        return answer

    def everything(self, who: Person, path: str, *leave: str) -> None:
        """Try every act that a page offers and that leads nowhere else; a refusal is as good as an act."""
        for act in sorted(self.offers(who, path) - {*REST_OF, *leave}):
            if act in self.offers(who, path):
                self.do(who, path, act, may=(303, 403, 422))

    def offers(self, who: Person, path: str) -> set[str]:
        """The acts that a page offers."""
        return {f["hidden"]["act"][0] for f in self.forms(who, path) if "act" in f["hidden"]}

    def tell(self, door: str, key: str, *, under: str = "", **given: Any) -> tuple[Person, str]:
        """Tell something at one of the three doors, `under` a language; who told it and their status page."""
        who = self.person(key=key)
        path = f"{under}/report/{door}"
        form = next(f for f in self.forms(who, path) if "receipt" in f["hidden"])
        form["asks"].pop("door", None)
        form["asks"].pop("recipient", None)
        if door == "report":
            given = {"intake": "report", "concerned": "none", **given}
        told = {"reach": "named", "letters": "yes", **given}
        answer = self.send(who, path, form, f"told at {key}", **told)
        assert answer.status_code == 303, f"{door}: {answer.status_code}: {said(answer)}"
        self.secret(who, answer.headers["Location"], key)
        return who, answer.headers["Location"].replace("/receipt/", "/status/")

    def secret(self, who: Person, receipt: str, key: str) -> None:
        """The words of a receipt, and what is made from them, may lie nowhere either."""
        from comity.edge.web import locator
        from tests.journeys.web_stage import words_on

        words = words_on(who.client.get(receipt).content.decode())
        found = locator.typed(" ".join(words))
        assert found is not None, f"{receipt} shows no words"
        self.marks.secrets[f"the words of {key}"] = " ".join(words).encode()
        self.marks.secrets[f"the seed of {key}"] = bytes.fromhex(found.seed)
        self.marks.secrets[f"the identity of {key}"] = found.secret.encode()

    def crawl(self, who: Person, *starts: str) -> None:
        """Read pages as somebody finds them, link by link."""
        known, waiting = set(starts), deque(starts)
        for _page in range(self.pages):
            if not waiting:
                return
            answer: Any = who.client.get(waiting.popleft())
            self.note(answer)
            if answer.streaming:
                list(answer.streaming_content)
                continue
            for link in re.findall(r'href="(/[^"#]*)"', answer.content.decode(errors="replace")):
                if link not in known and "/static/" not in link:
                    known.add(link)
                    waiting.append(link)

    def note(self, answer: Any) -> None:
        self.seen[answer.status_code] = self.seen.get(answer.status_code, 0) + 1


def said(answer: Any) -> str:
    """What a page says was wrong."""
    found = re.findall(
        r'class="error"[^>]*>.*?</p>|<section class="refusal".*?</section>', answer.content.decode(), re.S
    )
    return " | ".join(re.sub(r"<[^>]+>|\s+", " ", one) for one in found)


__all__ = ["Walk", "said"]
