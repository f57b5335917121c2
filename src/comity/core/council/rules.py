# SPDX-License-Identifier: Apache-2.0
"""The procedure's part of a council: its posts and the load that one person may carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from comity.core.clause import Clause, Fault, Malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One kind of place: members, the lead, liaisons. All of it is data of the community.

    `seats` is the number of places (None: no fixed number), `least` how many must be held, `otherwise` the role that
    takes over below that (empty: none). `filled_by` are the bodies that fill it, by election or, where not `elected`,
    by appointment. `removed_by` maps the clause of each ground for removal to the bodies that may remove on it.
    `apart` are roles that nobody may hold at the same time, `votes` whether its holders vote on cases, `cap` how many
    open cases one holder carries (None: no cap).
    """

    id: str
    clause: str
    seats: int | None = None
    least: int = 0
    otherwise: str = ""
    filled_by: tuple[str, ...] = ()
    elected: bool = True
    removed_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    votes: bool = True
    cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRules:
    """The posts of a council by role, under one procedure version.

    Raises `Malformed` where a post names a role that is none, or needs more holders than it has seats.
    """

    document: str
    posts: Mapping[str, Post]

    def __post_init__(self) -> None:
        faults = [fault for post in self.posts.values() for fault in self._faults(post)]
        if faults:
            raise Malformed(faults)

    def _faults(self, post: Post) -> Iterator[Fault]:
        named = [("otherwise", post.otherwise)] if post.otherwise else []
        for key, role in (*named, *(("apart", role) for role in post.apart)):
            if role not in self.posts:
                yield Fault(
                    field=f"{post.id}.{key}", rule="council.role", text=f"{role} is no role", clause=post.clause
                )
        if post.least < 0 or (post.seats is not None and post.least > post.seats):
            text = f"least lies between nothing and the {post.seats} seats"
            yield Fault(field=f"{post.id}.least", rule="council.least", text=text, clause=post.clause)

    def clause(self, role: str) -> Clause:
        """The clause of a post."""
        return Clause(document=self.document, id=self.posts[role].clause if role in self.posts else "council")

    def takes_over(self, role: str) -> str:
        """The role that takes over where this one is vacant; empty where none does, or the post is no more."""
        return self.posts[role].otherwise if role in self.posts else ""

    def are_apart(self, role: str, other: str) -> bool:
        """Whether nobody may hold both."""
        return other in self.posts[role].apart or (other in self.posts and role in self.posts[other].apart)


def spared(
    rules: CouncilRules,
    roster: Mapping[str, tuple[str, ...]],
    load: Mapping[str, int],
    *,
    keeps: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, tuple[str, ...]]:
    """The roster for a case that new places are given in: those whose places are full are passed by (P14).

    `load` is how many open cases each person carries, `keeps` who sits in the case already and stays. No role is left
    with fewer than it needs: of the full ones those who carry least are given the case all the same.
    """
    seated = keeps or {}
    return {role: _spared(rules.posts.get(role), people, load, seated.get(role, ())) for role, people in roster.items()}


def _spared(
    post: Post | None, people: tuple[str, ...], load: Mapping[str, int], stays: tuple[str, ...]
) -> tuple[str, ...]:
    if post is None or post.cap is None:
        return people
    full = [p for p in people if p not in stays and load.get(p, 0) >= post.cap]
    lacking = max(post.least, 1) - (len(people) - len(full))
    needed = sorted(full, key=lambda p: load.get(p, 0))[: max(lacking, 0)]
    return tuple(p for p in people if p not in full or p in needed)


__all__ = ["CouncilRules", "Post", "spared"]
