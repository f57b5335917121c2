# SPDX-License-Identifier: Apache-2.0
"""What a storm over the server left behind, as numbers that must be zero and numbers that tell how hard it blew."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from comity.core.clerk import MAIL
from comity.desk import sealing
from comity.desk.deadlines import tick
from comity.desk.ports import Missing, Standing
from comity.desk.rebuild import rebuild
from comity.edge.age import Rage
from comity.edge.store import models
from comity.edge.store.history import SqlActs, SqlHistory
from comity.edge.store.wire import Wire
from comity.site.carriers import ADDRESS
from comity.site.court import Court, here
from comity.site.rooms import TEAR_TO_CASE
from tests.slow.visitors import Acknowledged, Browser, Seen, Visitor

Found = dict[str, int | list[str]]
TOLD = "-told"
"""How the name of a case ends that a tear became."""


def sent_again(port: int, acks: Sequence[Acknowledged]) -> Found:
    """Every form is sent once more while no worker runs: each is answered as before, and nothing is done."""
    seen, before = Seen(), SqlHistory(Wire(connection)).count()
    otherwise = unread = 0
    for ack in acks:
        browser = Browser(port, seen, ack.cookies)
        otherwise += browser.ask(ack.path, ack.fields).status != 303
        if ack.kind == "report" and ack.bits and not ack.sealed:
            unread += ack.words not in browser.ask(f"/status/{ack.bits}").text
    grown = SqlHistory(Wire(connection)).count() - before
    return {"answered_otherwise": otherwise, "events_of_a_repetition": grown, "reports_unreadable": unread}


def there() -> frozenset[str]:
    """The cases and tears that are there now: before the storm, those of the sample."""
    return frozenset(stream for kind in ("case", "tear") for stream in _streams(here(), kind))


def findings(acks: Sequence[Acknowledged], people: Sequence[Visitor], log: Path, *, before: frozenset[str]) -> Found:
    """Carry out what is left, then ask everything of the store."""
    court = here()
    _carry_out_the_rest(court)
    return {
        **_acts(court, acks),
        **_words(court, acks),
        **_unasked(court, people, before),
        **_chains(),
        **_tears(court, acks),
        **_letters(court),
        **_outbox(),
        "read_models_differ": _read_models_differ(court),
        **_seen(people, log),
    }


def _carry_out_the_rest(court: Court) -> None:
    """An hour later: the leases of the dead have run out, and what was laid aside is due again."""
    court.worker.name = "last"
    for hours in (1, 8, 15):
        tick(court.desk, at=datetime.now(UTC))
        court.worker.drain(datetime.now(UTC) + timedelta(hours=hours))


def _acts(court: Court, acks: Sequence[Acknowledged]) -> Found:
    """Acknowledged acts that are lost, in whole or in half; and those that a sending did whose answer was cut off."""
    lost = early = 0
    for ack in acks:
        with court.desk.store.reading() as unit:
            done = unit.acts.find(ack.act_id)
            kept = {event.act_id for event in unit.history.load(ack.stream)}
        lost += done is None or bool(done.refusal) or ack.act_id not in kept
        early += done is not None and bool(ack.at) and datetime.fromisoformat(done.at) < datetime.fromisoformat(ack.at)
    halved = sum(a.kind == "support" and not _support(court, a) for a in acks)
    again = sum(a.sendings > 1 for a in acks)
    counts = {"acknowledged": len(acks), "sent_more_than_once": again, "done_by_a_cut_sending": early}
    return {"lost": lost, "done_by_half": halved, **counts}


def _support(court: Court, ack: Acknowledged) -> bool:
    state = court.desk.state(ack.stream).state
    return state is not None and bool(state.support)


def _words(court: Court, acks: Sequence[Acknowledged]) -> Found:
    """Every text that was acknowledged can be opened, and lies in one case or one tear only."""
    secrets = {sealing.key_id(Rage().identity(a.secret).recipient): a.secret for a in acks if a.secret}
    secrets[sealing.key_id(court.outside.house.recipient)] = court.outside.house.secret
    cases, tears = (Counter(_texts(court, _filed(court, kind), secrets)) for kind in ("case", "tear"))
    missing = sum(cases[a.words] != 1 for a in acks if a.kind in ("report", "add-evidence"))
    missing += sum(tears[a.words] != 1 for a in acks if a.kind in ("tear", "support"))
    doubled = [words for texts in (cases, tears) for words, n in texts.items() if n > 1]
    return {"papers_missing": missing, "papers_doubled": len(doubled)}


def _filed(court: Court, kind: str) -> Iterator[str]:
    """The digest of each text that a stream of that room names."""
    for stream in _streams(court, kind):
        state = court.desk.state(stream).state
        yield from [state.words] if kind == "tear" else [paper.digest for paper in state.papers]


def _texts(court: Court, digests: Iterable[str], secrets: Mapping[str, str]) -> Iterator[str]:
    """The texts of those that the house opens, or the words of whoever told them."""
    for digest in digests:
        with suppress(Missing):
            sealed, _mode = court.outside.papers.get(digest)
            wraps = [wrap for wrap in court.outside.wraps.of(digest) if wrap.key in secrets]
            if wraps:
                secret = sealing.secret_in(Rage(), wraps[0].wrap, [secrets[wraps[0].key]])
                yield sealing.text_of(Rage(), sealed, secret).decode()


def _unasked(court: Court, people: Sequence[Visitor], before: frozenset[str]) -> Found:
    """Cases and tears that no form asked for. A tear that became a case, and a case that became a tear, have both."""
    drawn = {stream for one in people for stream in one.drawn}
    names = {stream.partition(":")[2] for stream in drawn}
    found = [stream for kind in ("case", "tear") for stream in _streams(court, kind) if stream not in before]
    extra = [stream for stream in found if stream.partition(":")[2].removesuffix(TOLD) not in names]
    cases = sum(stream.startswith("case:") for stream in found)
    return {"unasked_for": len(extra), "cases": cases, "tears": len(found) - cases}


def _chains() -> Found:
    history = SqlHistory(Wire(connection))
    cut = SqlActs(Wire(connection)).without_events()
    return {"broken_chains": len(history.verify()), "acts_without_events": len(cut), "events": history.count()}


def _tears(court: Court, acks: Sequence[Acknowledged]) -> Found:
    """The idempotent effect: each tear whose reporter asked for it became one case, and no other tear did."""
    asked = {f"case:{a.stream.removeprefix('tear:')}{TOLD}" for a in acks if a.path.startswith("/status/")}
    made = {stream for stream in _streams(court, "case") if stream.endswith(TOLD)}
    effects = Counter(models.Effect.objects.filter(kind=TEAR_TO_CASE).values_list("source", flat=True))
    return {
        "tears_without_their_case": len(asked - made),
        "idempotent_doubled": sum(n > 1 for n in effects.values()) + max(0, len(made) - len(effects)),
        "tears_that_became_cases": len(made),
    }


def _letters(court: Court) -> Found:
    """The uncertain effect: each letter was sent once, or a human is asked about it; none was sent twice."""
    sent, addressed = _sent(), 0
    twice = neither = 0
    for effect in models.Effect.objects.filter(kind=MAIL):
        if ADDRESS not in court.outside.vault.get(json.loads(effect.payload)["to"]):
            continue
        addressed += 1
        times = sent[hashlib.sha256(effect.key.encode()).hexdigest()[:32]]
        twice += times > 1
        neither += times == 0 and effect.standing != Standing.ASKED
    return {"letters_twice": twice, "letters_neither_sent_nor_asked": neither, "letters": addressed}


def _sent() -> Mapping[str, int]:
    """How often each letter lies where letters are laid, by what stands in its Message-ID before the `@`."""
    found: Counter[str] = Counter()
    for file in (settings.COMITY.home / "mail").glob("*"):
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("Message-ID: <"):
                found[line.removeprefix("Message-ID: <").partition("@")[0]] += 1
    return found


def _outbox() -> Found:
    counts = Counter(models.Effect.objects.values_list("standing", flat=True))
    repeated = models.Effect.objects.filter(attempts__gt=1).count()
    waiting = counts[Standing.QUEUED] + counts[Standing.LEASED]
    return {
        "left_in_the_outbox": waiting,
        "effects_given_up": counts[Standing.FAILED],
        "asked": counts[Standing.ASKED],
        "effects_taken_back": repeated,
        "effects": sum(counts.values()),
    }


def _read_models_differ(court: Court) -> int:
    """Whether the read models kept up with the history all through the storm."""
    before = _models(court)
    rebuild(court.desk)
    return int(_models(court) != before)


def _models(court: Court) -> object:
    with court.desk.store.reading() as unit:
        rows = [unit.rows.list(table) for table in ("cases", "open-cases", "entries")]
        return rows, [unit.deadlines.find(stream) for stream in unit.history.streams()]


def _seen(people: Sequence[Visitor], log: Path) -> Found:
    """What the browsers were told, and what the server said of itself."""
    statuses: Counter[int] = sum((one.seen.statuses for one in people), Counter())
    cut: Counter[str] = sum((one.seen.cut for one in people), Counter())
    return {
        "server_errors": sum(n for status, n in statuses.items() if status >= 500 and status != 503),
        "tracebacks": log.read_text("utf-8", "replace").count("Traceback"),
        "no_turn": statuses[503],
        "answers": sum(statuses.values()),
        "sendings_cut": cut["POST"],
        "readings_cut": cut["GET"],
        "nobody_listened": cut["nobody"],
        "wrong": [text for one in people for text in one.seen.wrong],
    }


def _streams(court: Court, kind: str) -> Sequence[str]:
    with court.desk.store.reading() as unit:
        return unit.history.streams(kind=kind)


__all__ = ["findings", "sent_again", "there"]
