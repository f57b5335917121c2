# SPDX-License-Identifier: Apache-2.0
"""How the golden streams of the real rooms were made: invented cases, tears, seasons, windows and versions.

A file that was written is never made again. When a schema goes up, the streams of that day are written beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from comity.core import adoption, ballot, channel, council, keeping, keyring, muting, tear, veto
from comity.core.clause import promise
from comity.core.decider import Decider, act
from comity.core.docket import Fact, LinkCase, NoteLink, TakeUp, UnlinkCase
from comity.core.party import Kind
from comity.core.procedure.frame import Keep
from tests.core.laws import CALENDAR, SHORT_CALENDAR, full, minimal
from tests.core.sitting import DAY, Sitting, heard, party, weighed
from tests.core.walking import digest, utc

AT = utc("2026-01-06T12:00")
HOUR = timedelta(hours=1)


def cases() -> dict[str, list[Fact]]:
    """Invented cases that between them know every moment of every kind."""
    made = (
        talked_over,
        held_back,
        objected_to,
        let_stand,
        in_conflict,
        not_known,
        taken_back,
        beyond_the_calendar,
        declared_free,
        linked,
    )
    return {one.__name__.replace("_", "-"): one().facts for one in made}


def talked_over() -> Sitting:
    """A talk that pauses the weighing, more time, a rest for grave harm; nobody settles, and the votes are too few."""
    case = Sitting(full()).open()
    case.do("grave-harm", "led", choice="threat")
    case.do("rest-now", "led", about="res")
    case.do("read-summons", "res")
    case.do("more-time", "led", until=case.now + 14 * DAY, choice="ill")
    case.wait(DAY)
    case.do("offer-talk", "rep", choice="yes")
    case.do("offer-talk", "res", choice="yes")
    case.do("name-guide", "led", about="m5")
    case.paper("say", "m5")
    case.paper("answer", "res")
    case.past("talk-time")
    case.vote("m1", "yes")
    case.past("vote-time")
    return case


def declared_free() -> Sitting:
    """A member who was free of everybody at first, and says so again when somebody else is entered."""
    case = heard(minimal())
    case.free("m1", "led")
    case.do("enter-party", "led", party=party("late", "affected"))
    case.free("m1")
    return case


def linked() -> Sitting:
    """A case that is linked with two others and takes up an earlier one; one link is noted from there and undone."""
    case = heard(minimal())
    case.must(LinkCase(by="led", other="case:other"))
    case.must(NoteLink(by="m1", other="case:third", says="made"))
    case.must(UnlinkCase(by="led", other="case:third"))
    case.must(TakeUp(by="led", other="case:before"))
    case.must(NoteLink(by="next", other="case:later", says="taken-up"))
    return case


def objected_to() -> Sitting:
    """Found, stayed for the window, and undone by the assembly."""
    case = weighed(full())
    case.paper("write", "m1", withheld=True)
    case.votes("yes", "yes", "yes", "no", "abstain")
    case.do("bring-votes", "led", about="res", numbers={"vetoed": 13, "stands": 1, "votable": 100})
    case.past("window-ends")
    return case


def let_stand() -> Sitting:
    """Found, let stand, in force, appealed, ended by the elders; a post taken down and put back."""
    case = weighed(full())
    case.do("remove-post", "led")
    case.votes("yes", "yes", "yes", "yes", "yes")
    case.past("window-ends")
    case.do("comment", "somebody")
    case.wait(DAY)
    case.paper("appeal", "res", choice="procedure")
    case.do("say-keep", "e1", choice="lift")
    case.do("restore-post", "led")
    return case


def in_conflict() -> Sitting:
    """A box voided by a member who steps aside, challenges, a tie, elders in the members' place."""
    case = weighed(minimal())
    case.do("challenge", "rep", about="m2")
    case.do("rule-on-challenge", "led", about="m2", choice="dismissed")
    case.do("challenge", "res", about="m1")
    case.vote("m1", "yes")
    case.do("rule-on-challenge", "led", about="m1", choice="upheld")
    case.do("step-aside", "m3")
    case.refused(
        "vote-occurred", "m3",
        "you stepped aside from this case, or are a party to it; '{act}' is for those who are free of conflict",
        about="res", ballot=ballot.slip("yes", "late"),
    )  # fmt: skip
    case.reseat(member=("m2", "m4"))
    for elder, choice in (("e1", "yes"), ("e2", "no"), ("e3", "abstain")):
        case.vote(elder, choice)
    case.settle("occurred/res", "led", "no")
    return case


def held_back() -> Sitting:
    """The answer comes while both sides talk: the weighing is held, and opens when one of them leaves."""
    case = heard(full(('pauses = ["weighing", "answer-time"]', 'pauses = ["weighing"]')))
    case.do("offer-talk", "rep", choice="yes")
    case.do("offer-talk", "res", choice="yes")
    case.paper("answer", "res")
    case.do("settle-it", "rep", choice="no")
    return case


def not_known() -> Sitting:
    """A respondent whom nobody knows at first."""
    case = Sitting(minimal()).open(party("rep", "reporter"), party("x", "respondent", kind=Kind.UNKNOWN))
    case.do("agree-words", "rep", choice="yes")
    case.do("enter-party", "led", party=party("x", "respondent", tags=frozenset({"office-holder"})))
    case.do("note-contact", "led", about="x")
    return case


def taken_back() -> Sitting:
    """A reporter who does not agree to any words: what is left is a tear."""
    case = Sitting(minimal()).open(intake="follow-up", earlier="case:one", inherited="elders", report=digest("report"))
    case.do("agree-words", "rep", choice="no")
    return case


def beyond_the_calendar() -> Sitting:
    """The calendar ends before the window does: the case waits, and the lead is asked."""
    case = Sitting(full(), SHORT_CALENDAR, at=AT + 20 * DAY).open()
    case.do("agree-words", "rep", choice="yes")
    case.wait(DAY)
    case.past("answer-time")
    case.votes("yes", "yes", "yes", "yes", "yes")
    return case


def played(decider: Decider[Any, Any, Any], *acts: tuple[datetime, Any]) -> list[Any]:
    """The events of these commands at these instants, and what time brings between them."""
    state = decider.initial
    events: list[Any] = []
    for at, command in acts:
        state, new = act(decider, state, command, at)
        events += new
    return [*events, *decider.advance(state, AT + 400 * DAY)]


def tears() -> dict[str, list[Any]]:
    """Tears that are mended, become a report, are taken back, are left at that, and end by themselves."""
    rules = tear.TearRules(clause=promise(2), calendar=CALENDAR, count=30, unit="days", listens=frozenset({"member"}))
    decider = tear.TearDecider(rules=rules)
    hear = tear.Hear(by="li", reporter="rep", words=digest("w"), consented=True, named=True, conversation=digest("p"))
    seen = replace(hear, files={digest("f"): 1024})
    listen = tear.Listen(by="m1", role="member")
    word = tear.HaveQuietWord(by="m1", role="member", conversation="thread/1")
    offer = tear.OfferDialogue(by="m1", role="member", chairs=2)
    hold = tear.HoldDialogue(by="m1", role="member")
    close = tear.CloseDialogue(by="m1", role="member", mended=True)
    chairs = (tear.AgreeToDialogue(chair=1), tear.AgreeToDialogue(chair=2))
    ask = tear.AskForReport(by="m1", role="member")
    told = {
        "mended": (hear, listen, word, offer, tear.DeclineDialogue(), offer, *chairs, hold, close),
        "reported": (hear, listen, ask, tear.BecomeReport(by="rep", words=digest("n"))),
        "handed-on": (seen, tear.BecomeReport(by="rep", words=digest("n"), files={digest("f"): 1024})),
        "withdrawn": (hear, tear.ChooseSupport(by="rep"), tear.Withdraw(by="rep")),
        "rested": (hear, listen, tear.LetRest(by="m1", role="member")),
        "answered": (hear, listen, tear.LetRest(by="m1", role="member", words=digest("a"))),
        "expired": (tear.Hear(by="", words=digest("w")), listen),
    }
    return {name: _hourly(decider, commands) for name, commands in told.items()}


def _hourly(decider: Decider[Any, Any, Any], commands: Sequence[Any]) -> list[Any]:
    return played(decider, *((AT + n * HOUR, command) for n, command in enumerate(commands)))


def channels() -> dict[str, list[Any]]:
    """What an invented liaison wrote about the council: a note, and the text of a report."""
    rules = channel.ChannelRules(clause=promise(13), writers=frozenset({"lia"}), reports=frozenset({"report"}))
    decider = channel.ChannelDecider(rules=rules)
    first = decider.decide(decider.initial, channel.NoteOnCouncil(by="lia", words=digest("one")), AT)
    told = channel.NoteOnCouncil(by="lia", words=digest("two"), report="report")
    return {"noted": [*first, *decider.decide(decider.initial, told, AT + HOUR)]}


def rings() -> dict[str, list[Any]]:
    """Everything that can happen to keys: those of persons, the house's own, the one for successors."""
    return {"keys": persons_keys(), "succession": succession()}


def succession() -> list[Any]:
    """A key for successors: made, tried, asked for and opened, asked for and refused, asked for and taken back."""
    rules = keyring.KeyringRules(
        clause=promise(21), keepers=frozenset("abc"), closers=frozenset("a"), council=frozenset("ab"),
        fallback=frozenset("c"),
    )  # fmt: skip
    named = {n: f"age1{n * 58}" for n in "qpzr"}
    holders = dict(zip("abc", "qpz", strict=True))
    shares = tuple(
        keyring.Share(holder=person, key=keyring.key_id(named[n]), mark=digest(person)) for person, n in holders.items()
    )
    ask = keyring.AskSuccession(by="b", ground=digest("gone"), cases=("case:one",), successors=("a", "b"))
    commands = (
        *(keyring.EnrolKey(by=person, recipient=named[n]) for person, n in holders.items()),
        keyring.MakeSuccession(by="a", recipient=named["r"], least=2, shares=shares),
        keyring.DrillShare(by="c", key=keyring.key_id(named["r"])),
        ask,
        keyring.AnswerSuccession(by="a", asking="1", agrees=True),
        keyring.AnswerSuccession(by="c", asking="1", agrees=True),
        keyring.OpenSuccession(by="b", asking="1", told={"case:one": ("anna",)}),
        ask,
        keyring.AnswerSuccession(by="a", asking="2", agrees=False),
        keyring.AnswerSuccession(by="c", asking="2", agrees=False),
        ask,
        keyring.WithdrawSuccession(by="b", asking="3"),
        keyring.RetireKey(by="c", person="c", key=keyring.key_id(named["z"]), why=keyring.Why.LOST),
    )
    return _hourly(keyring.KeyringDecider(rules=rules), commands)


def persons_keys() -> list[Any]:
    """Keys that are made, tried, rotated, lost and left; the house's own closed and opened again."""
    people = ("a", "b", "c")
    rules = keyring.KeyringRules(
        clause=promise(21), keepers=frozenset(people), deciding={"member": ("a", "b")}, least={"member": 2},
        closers=frozenset({"c"}),
    )  # fmt: skip
    named = {n: f"age1{n * 58}" for n in "qpzry"}
    id = {n: keyring.key_id(recipient) for n, recipient in named.items()}
    commands = (
        keyring.EnrolKey(by="a", recipient=named["q"]),
        keyring.EnrolKey(by="b", recipient=named["p"]),
        keyring.EnrolKey(by="c", recipient=named["z"]),
        keyring.DrillRecovery(by="a", key=id["q"]),
        keyring.CloseHouseKey(by="c", ground=digest("close")),
        keyring.EnrolKey(by="a", recipient=named["r"], replaces=id["q"]),
        keyring.RetireKey(by="b", person="b", key=id["p"], why=keyring.Why.LOST),
        keyring.ReopenHouseKey(by="c", ground=digest("open")),
        keyring.RetireKey(by="clerk", person="c", key=id["z"], why=keyring.Why.LEFT),
    )
    return _hourly(keyring.KeyringDecider(rules=rules), commands)


def keepings() -> dict[str, list[Any]]:
    """An invented case that was closed: one paper destroyed on a ground, a hold lifted, one that ends by itself."""
    terms = (
        Keep(id="short", text="Short.", clause="k1", what=("report",), after="10 days", endings=("mended",)),
        Keep(id="long", text="Long.", clause="k2", what=("decision", "contacts"), after="30 days", endings=()),
    )
    rules = keeping.KeepingRules(document="sample/1", calendar=CALENDAR, terms=terms)
    decider = keeping.KeepingDecider(rules=rules)
    papers = {digest("told"): "report", digest("found"): "decision", digest("said"): "minutes"}
    lines = (
        (AT, keeping.KeepClosed(closed=AT, ending="mended", papers=papers)),
        (AT + DAY, keeping.SetHold(by="led", ground=digest("why"), until=AT + 5 * DAY)),
        (AT + 2 * DAY, keeping.LiftHold(by="led", held=digest("why"), ground=digest("over"))),
        (AT + 3 * DAY, keeping.Destroy(by="led", what=digest("said"), ground=digest("asked"))),
        (AT + 4 * DAY, keeping.SetHold(by="led", ground=digest("court"), until=AT + 20 * DAY)),
        (AT + 40 * DAY, keeping.KeepClosed(closed=AT, ending="mended", papers={digest("late"): "report"})),
    )
    return {"kept": played(decider, *lines)}


def mutings() -> dict[str, list[Any]]:
    """A flood by the form and by mail: one way opened sooner, one that opens by itself."""
    rules = muting.MutingRules(
        closers=frozenset({"led"}), ways=frozenset(muting.WAYS), small=(muting.TEAR, muting.SUPPORT), ordinary="report"
    )
    decider = muting.MutingDecider(rules=rules)
    lines = (
        (AT, muting.MuteWay(by="led", way=muting.REPORT, until=AT + 10 * DAY, ground=digest("flood"))),
        (AT + DAY, muting.MuteWay(by="led", way=muting.MAIL, until=AT + 3 * DAY, ground=digest("letters"))),
        (AT + 2 * DAY, muting.ReopenWay(by="led", way=muting.REPORT, ground=digest("over"))),
        (AT + 5 * DAY, muting.MuteWay(by="led", way=muting.API, until=AT + 6 * DAY, ground=digest("again"))),
    )
    return {"muted": played(decider, *lines)}


def councils() -> dict[str, list[Any]]:
    """A season: elected, seated, vacant, taken over, complete again, reports in time, late and missed, and its end."""
    bodies = ("assembly",)
    posts = {
        "member": council.Post(
            id="member", clause="m", seats=2, least=2, otherwise="elder", filled_by=bodies,
            removed_by={"breach": bodies},
        ),
        "elder": council.Post(id="elder", clause="e", filled_by=bodies, votes=False),
        "lead": council.Post(id="lead", clause="l", seats=1, filled_by=bodies, elected=False),
    }  # fmt: skip
    decider = council.CouncilDecider(rules=council.CouncilRules(document="sample/1", posts=posts))
    owed = tuple(
        council.Owed(duty="report", period=str(n), by="member", due=AT + n * 10 * DAY, clause="r") for n in (1, 2, 3)
    )
    commands = (
        council.Constitute(season="1", starts=AT, ends=AT + 60 * DAY, owed=owed),
        council.Elect(role="member", persons=("a", "b"), body="assembly", numbers={"a": 7, "b": 5}),
        council.TakeSeat(role="member", person="a"),
        council.TakeSeat(role="member", person="b"),
        council.Appoint(role="lead", person="c", body="assembly"),
        council.FileReport(duty="report", period="1", by="a", figures={"new": 2}),
        council.StepDown(role="member", person="b", by="b"),
        council.Delegate(role="elder", persons=("e",), body="assembly"),
        council.Elect(role="member", persons=("d",), body="assembly"),
        council.TakeSeat(role="member", person="d"),
        council.Remove(role="member", person="a", ground="breach", body="assembly"),
    )
    late = (AT + 25 * DAY, council.FileReport(duty="report", period="2", by="d", nil=True))
    return {"season": played(decider, *((AT + n * HOUR, c) for n, c in enumerate(commands)), late)}


def windows() -> dict[str, list[Any]]:
    """Three windows: voted in here, counted elsewhere, and one that nobody could veto."""
    decider = veto.VetoDecider(rules=veto.VetoRules(clause=promise(15)))

    def terms(amount: int | None, **weights: int) -> veto.Terms:
        return veto.Terms(
            case="case:one", question="veto/res#1", clause="veto", share=ballot.parse_share("more than 12 %"),
            kind=veto.BaseKind.SUPPLY, amount=amount, roll=veto.Roll(digest=digest("roll"), weights=weights),
            opens=AT, closes=AT + 7 * DAY,
            exclusion=veto.Exclusion(clause="own-cause", delegates=("d3",), from_base=True) if weights else None,
        )  # fmt: skip

    here = (
        veto.OpenWindow(terms=terms(100, d1=10, d2=5, d3=1)),
        veto.Cast(delegate="d1", choice=veto.Choice.VETO, ground="procedure"),
        veto.Cast(delegate="d2", choice=veto.Choice.ABSTAIN),
        veto.Recast(delegate="d2", choice=veto.Choice.VETO),
    )
    totals = veto.ImportTally(
        numbers=veto.Numbers(veto=5, stand=80), as_of=AT + 7 * DAY, source="https://forum.example/poll/7"
    )
    elsewhere = ((AT, veto.OpenWindow(terms=terms(100))), (AT + 8 * DAY, totals))
    return {
        "here": _hourly(decider, here),
        "elsewhere": played(decider, *elsewhere),
        "infeasible": _hourly(decider, (veto.OpenWindow(terms=terms(None)),)),
    }


def procedures() -> dict[str, list[Any]]:
    """Two versions: proposed, talked about, tried, read, adopted, in force, repealed; and one that is taken back."""
    assembly = adoption.AdoptingBody(id="assembly", clause="a", share=ballot.parse_share("more than 1/2"), approvals=1)
    rules = adoption.AdoptionRules(
        document="sample/1", clause="amendment", bodies={"assembly": assembly}, calendar=CALENDAR, override="emergency"
    )
    one, two = digest("one"), digest("two")
    counted = adoption.Counted(favour=3, against=1, abstain=2, supply=9)
    given: dict[str, Any] = {"body": "assembly", "since": AT + DAY, "counted": counted}
    commands = (
        adoption.Propose(digest=one, version="sample/2", by="a"),
        adoption.Comment(digest=one, by="b", paper=digest("c")),
        adoption.Approve(digest=one, by="b"),
        adoption.Try(digest=one, cases=digest("cases"), result=digest("result"), by="b"),
        adoption.SignReading(digest=one, clause="x", says="seven days", by="b"),
        adoption.Adopt(
            digest=one, linted=digest("l"), errors=1, override="emergency", intakes=("report",), **given
        ),
        adoption.Propose(digest=two, version="sample/3", by="a"),
        adoption.Withdraw(digest=two, by="a"),
    )  # fmt: skip
    repeal = adoption.Repeal(digest=one, body="assembly", since=AT + 3 * DAY, counted=counted)
    decider = adoption.AdoptionDecider(rules=rules)
    hourly = ((AT + n * HOUR, command) for n, command in enumerate(commands))
    return {"two-versions": played(decider, *hourly, (AT + 2 * DAY, repeal))}


__all__ = ["cases", "councils", "procedures", "rings", "tears", "windows"]
