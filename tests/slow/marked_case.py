# SPDX-License-Identifier: Apache-2.0
"""A whole case in which every text that somebody types carries a mark of its own.

    python -m tests.slow.marked_case MARKS [--pages 20]

The installation is the one of COMITY_HOME and COMITY_DATABASE_URL, new; temporary files lie where TMPDIR says. People
fill in forms as a browser without script does, and as one with a key of its own, and programs ask the interface.
Whatever field for words a page shows is filled, so that a page that grows one is hunted too. What was said is written
to MARKS, outside of the installation; `test_markers` then looks for it.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from tests.databases import use
from tests.slow.marked_others import OTHERS
from tests.slow.marks import Marks
from tests.slow.walking import Walk, said

if TYPE_CHECKING:
    from tests.journeys.web_stage import Person, Stage


def faults(walk: Walk) -> None:
    """Whatever can be wrong with what is sent: every answer from 400 on."""
    marks, who = walk.marks, walk.person(key="somebody who errs")
    who.client.get(f"/no-such/{marks.word('an address')}?q={marks.word('a query')}")
    who.client.get(f"/status/{marks.word('a receipt in an address')}")
    form = next(f for f in walk.forms(who, "/report/report") if "receipt" in f["hidden"])
    walk.send(who, "/report/report", form, "not filled in", concerned="nobody-like-this")
    walk.send(who, "/report/report", {**form, "hidden": {}}, "without a token against forgery")
    huge = {"words": marks.say("too long") + "x" * 3_000_000}
    walk.send(who, "/report/report", form, "too long for the server", **huge)
    for coming in (b"{" + marks.say("not JSON").encode(), b'{"words": 7, "' + marks.say("a field").encode() + b'": 1}'):
        who.client.post("/api/v1/reports", coming, content_type="application/json")
    who.client.post("/api/v1/reports", marks.say("another kind").encode(), content_type="text/plain")
    who.client.get("/api/v1/cases", headers={"Authorization": f"Bearer {marks.word('a token')}"})
    who.client.get(
        "/api/v1/status", headers={"Comity-Receipt": marks.say("a receipt").encode("ascii", "ignore").decode()}
    )
    who.client.put("/report/report", marks.say("a method").encode())
    broken = b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\n' + marks.say("a broken form").encode()
    who.client.post("/report/report", broken, content_type="multipart/form-data; boundary=x")
    front = next(f for f in walk.forms(who, "/") if "words" in f["asks"])
    walk.send(who, "/", front, "words that are no receipt")


def crashes(walk: Walk) -> None:
    """A fault in the middle, whose message repeats what was typed: with script and without, and in the database."""
    from django.db import OperationalError

    from comity.site.court import Court

    who = walk.person(key="somebody whose report crashes")
    for kind, wrong in (("an error", RuntimeError), ("a disk that is full", OperationalError)):
        form = next(f for f in walk.forms(who, "/report/report") if "receipt" in f["hidden"])
        form["asks"].pop("door", None)
        form["asks"].pop("recipient", None)
        sent = walk.fill(form, f"crashed by {kind}", {"intake": "report", "concerned": "none"})
        text = f"{sent['words']}: disk is full"
        with mock.patch.object(Court, "open_case", side_effect=wrong(text)):
            answer = who.client.post("/report/report", sent)
        assert answer.status_code in (500, 503), answer.status_code
        walk.note(answer)


def case(walk: Walk) -> None:
    """A report from the first word to the end."""
    path, sides = heard(walk)
    lead = deliberated(walk, path)
    walk.do(lead, path, "decide")
    walk.stage.later(days=14)
    house(walk)
    walk.stage.later(days=30)
    for who, place in (*sides, (lead, path)):
        walk.everything(who, place, "challenge")
        walk.crawl(who, place, "/")


def heard(walk: Walk) -> tuple[str, list[tuple[Person, str]]]:
    """A report up to the hearing of both sides; its address in chambers, and where both sides read."""
    from tests.journeys.house_stage import case_of, respondent_of, room_of

    reporter, status = walk.tell("report", "the case")
    path, lead = case_of(status), walk.person("lead")
    walk.do(lead, path, "enter-party", roles="respondent", kind="person")
    walk.do(lead, path, "declare:free")
    walk.everything(lead, path, "screen", "propose-words", "enter-party", "challenge")
    walk.do(lead, path, "screen", choice="in-scope")
    walk.do(lead, path, "propose-words")
    walk.do(reporter, status, "add-evidence")
    walk.do(reporter, status, "agree-words", choice="yes")
    walk.stage.later(hours=1)
    respondent = walk.person(respondent_of(walk.stage, status))
    walk.do(respondent, room_of(path), "read-summons")
    walk.stage.later(hours=1)
    sides = [(respondent, room_of(path)), (reporter, status)]
    for who, place in sides:
        walk.everything(who, place, "agree-to-mediation", "challenge", "settle")
    return path, sides


def deliberated(walk: Walk, path: str) -> Person:
    """Talked over, seen in many ways, voted on, drafted; who writes it down."""
    from tests.journeys.web_stage import MEMBERS

    lead, members = walk.person("lead"), [walk.person(name) for name in MEMBERS]
    walk.everything(lead, path, "off-ramp-it", "decide", "enter-others", "challenge")
    walk.stage.later(hours=1)
    for member in members:
        walk.do(member, path, "declare:free")
        walk.do(member, path, "write-perspective")
        walk.do(member, path, "vote-occurred", choice="yes")
    walk.everything(members[0], path, "challenge", "off-ramp-it")
    walk.stage.later(hours=1)
    for member in members:
        walk.do(member, path, "vote-level", choice="suspension")
    walk.stage.later(hours=1)
    walk.do(lead, path, "draft-decision", may=(303, 403))
    return lead


def closed(walk: Walk) -> None:
    """Everybody of the council has a key of their own, and the server's is closed; then a case is deliberated."""
    from tests.journeys.test_web_sealed_in_the_browser import with_key
    from tests.journeys.web_stage import MEMBERS

    court, at = walk.stage.court, walk.stage.clock.at
    for name in ("lead", *MEMBERS):
        with_key(walk.stage, name)
    ground = court.file_paper(walk.marks.say("public: the ground"))
    court.keys.close("lead", ground, act_id="the-servers-key-is-closed", at=at)
    apart(walk)


def apart(walk: Walk) -> None:
    """A case up to the draft of its decision, before anybody outside of the council and its parties reads of it."""
    path, _sides = heard(walk)
    deliberated(walk, path)


def house(walk: Walk) -> None:
    """The house reads the decision and votes, with reasons."""
    from tests.journeys.house_stage import window_of

    window = window_of(walk.person("delegate-1"))
    for n, name in enumerate(("delegate-1", "delegate-3")):
        say = ("veto:out-of-proportion", "veto:not-followed")[n]
        walk.do(walk.person(name), window, "vote", say=say)
        walk.crawl(walk.person(name), window)


def small(walk: Walk) -> None:
    """A tear that is heard and mended, a wish for support that becomes a report, and both pages of each."""
    from comity.edge.web.locator import Locator

    for door in ("tear", "support"):
        who, status = walk.tell(door, f"the {door}")
        tear = f"/tears/{Locator(status.rpartition('/')[2]).tear.removeprefix('tear:')}"
        member = walk.person("member-1")
        walk.do(member, tear, "listen")
        if door == "tear":
            walk.do(member, tear, "quiet-word")
            walk.do(member, tear, "rest")
        else:
            walk.do(who, status, "report")
        walk.crawl(member, tear)
        walk.crawl(who, status)


def by_key(walk: Walk) -> None:
    """Who has a key of their own, and seals in the browser: filed, and broken off in the middle of it."""
    from comity.site.court import Court
    from tests.journeys.house_stage import case_of
    from tests.journeys.test_web_sealed_papers import enrol, seal
    from tests.journeys.web_stage import MEMBERS

    own = [enrol(walk.stage, name) for name in ("lead", *MEMBERS)]
    for n, one in enumerate(own):
        walk.marks.secrets[f"the identity of a member {n}"] = one.secret.encode()
    _reporter, status = walk.tell("report", "the second case")
    path, lead = case_of(status), walk.person("lead")
    walk.do(lead, path, "declare:free", may=(303,))
    for act in ("add-evidence", "discuss", "keep-minutes"):
        form = lead.form(path, act)
        form["readers_at"] = f"/sealed/case/{path.rpartition('/')[2]}/readers"
        text = walk.marks.say(f"sealed in the browser/{act}")
        sealed = seal(lead, form, text)
        with mock.patch.object(Court, "perform", side_effect=RuntimeError(text)):
            assert lead.send(path, form, **sealed).status_code == 500
        answer = lead.send(path, form, **sealed)
        assert answer.status_code == 303, f"{act}: {answer.status_code}: {said(answer)}"
    walk.crawl(lead, path, "/chambers/", "/your-key/")


def programs(walk: Walk) -> None:
    """The interface: a report, a tear, a paper, an export."""
    from tests.journeys.api_stage import key, report, with_token

    marks, lead = walk.marks, with_token(walk.stage, "lead")
    program, ref = report(marks.say("by the interface/report"))
    program.get("/status")
    lead.post(f"/cases/{ref}/acts", {"act": "add-evidence", "text": marks.say("by the interface/paper")}, key=key())
    lead.post(f"/cases/{ref}/acts", {"act": marks.word("an act that is none")}, 422, key=key())
    lead.post(f"/cases/{ref}/acts", {"act": "screen", "choice": marks.word("a choice that is none")}, 422, key=key())
    program.post("/tears", {"words": marks.say("by the interface/tear"), "support": False}, 201, key=key())
    for path in ("/cases", f"/cases/{ref}", "/registry", "/status"):
        lead.client.get(f"/api/v1{path}", headers=lead.headers)


def mail(walk: Walk) -> None:
    """A letter with an attachment, taken, refused, and broken off."""
    from comity.core.clause import Malformed
    from comity.site import incoming

    def letter(about: str, sender: str) -> bytes:
        made = EmailMessage()
        made["From"], made["To"] = sender, "council@example.org"
        made["Subject"] = walk.marks.word(f"{about}/subject")
        made.set_content(walk.marks.say(f"{about}/text"))
        name = f"{walk.marks.word(f'{about}/name')}.txt"
        made.add_attachment(
            walk.marks.say(f"{about}/attached").encode(), maintype="text", subtype="plain", filename=name
        )
        return made.as_bytes()

    at = walk.stage.clock.at
    address = f"{walk.marks.word('address: a letter')}@example.org"
    incoming.take(walk.stage.court, letter("a letter", f"{walk.marks.word('a writer')} <{address}>"), at)
    try:
        incoming.take(walk.stage.court, letter("a letter of nobody", "nobody"), at)
    except Malformed as wrong:
        logging.getLogger("comity.site").error("refused: %s", [(f.field, f.rule, f.text) for f in wrong.faults])


def afterwards(walk: Walk) -> None:
    """Pages of everybody, calendars and feeds, what an operator does: drill, checkpoint, tick, backup, doctor."""
    from comity.cli import main as comity

    walk.stage.later(days=60)
    for name in ("lead", "member-1", "delegate-1"):
        walk.crawl(walk.person(name), "/chambers/", "/house/", "/letters/", "/governance/", "/registry/")
    walk.crawl(walk.person(key="a passer-by"), "/", "/registry/", "/seasons/", "/promises", "/log/")
    saved = Path(os.environ["COMITY_HOME"]).parent / "saved.tar"
    for words in (["checkpoint"], ["drill"], ["tick"], ["backup", str(saved)], ["doctor"]):
        print(words[0], comity(words), file=sys.stderr)


PARTS = (faults, crashes, small, case, programs, mail, *OTHERS, by_key, afterwards)


# -- the program --------------------------------------------------------------------------------


@contextmanager
def council(home: Path) -> Iterator[Stage]:
    """The council at work over the installation itself."""
    from django.conf import settings
    from django.core.management import call_command

    from tests.journeys import house_stage, web_stage

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", interactive=False, verbosity=0)
    with web_stage.opened(home) as stage:
        house_stage.roll(home)
        yield stage


def walked(path: Path, home: Path, args: argparse.Namespace) -> None:
    """Walk all of it, or some parts. What was said is written down whatever happens."""
    marks = Marks.drawn(random.Random(args.seed))
    with council(home) as stage:
        walk = Walk(stage=stage, marks=marks, pages=args.pages)
        try:
            for part in (*PARTS, closed, apart):
                if part.__name__ in (args.part or [one.__name__ for one in PARTS]):
                    print(part.__name__, file=sys.stderr)
                    part(walk)
        finally:
            marks.write(path)
            print("answers", sorted(walk.seen.items()), file=sys.stderr)


def main() -> None:
    """Prepare the installation and walk; then end as a power switch would, so that everything stays as it lies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("marks", type=Path)
    parser.add_argument("--pages", type=int, default=20, help="pages that each person reads, link by link")
    parser.add_argument("--part", action="append", default=[], help="only this part; may be said more than once")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    args = parser.parse_args()
    home = Path(os.environ["COMITY_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    use(os.environ["COMITY_DATABASE_URL"])
    walked(args.marks, home, args)
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
