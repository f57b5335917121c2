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
    `apart` are roles that nobody may hold at the same time, `votes` whether its holders vote on cases.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRules:
    """The posts of a council by role, under one procedure version. `load_cap`: open cases that one person carries.

    Raises `Malformed` where a post names a role that is none, or needs more holders than it has seats.
    """

    document: str
    posts: Mapping[str, Post]
    load_cap: int | None = None

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


def overloaded(rules: CouncilRules, load: Mapping[str, int]) -> tuple[str, ...]:
    """Who carries as many open cases as the procedure allows, or more: nobody gives them another one (P14)."""
    if rules.load_cap is None:
        return ()
    return tuple(sorted(person for person, cases in load.items() if cases >= rules.load_cap))


__all__ = ["CouncilRules", "Post", "overloaded"]
