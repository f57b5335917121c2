# SPDX-License-Identifier: Apache-2.0
"""The people of a case."""

from __future__ import annotations

from comity.core.party import Kind, Party, entered, of_role, of_roles


def test_a_party_who_is_entered_again_gains_the_role_and_loses_nothing() -> None:
    """P5: whoever was known stays known; what was unknown becomes known."""
    shade = Party(person="p", roles=("respondent",), kind=Kind.UNKNOWN, tags=frozenset({"a"}))
    named = Party(person="p", roles=("witness", "respondent"), kind=Kind.ORGANISATION, tags=frozenset({"b"}))
    first = entered({}, shade)
    assert first == {"p": shade}
    assert not shade.known
    second = entered(first, named)["p"]
    assert (second.roles, second.kind) == (("respondent", "witness"), Kind.ORGANISATION)
    assert second.tags == {"a", "b"}
    third = entered({"p": second}, shade)["p"]
    assert (third.kind, third.known) == (Kind.ORGANISATION, True)
    assert first == {"p": shade}


def test_parties_are_found_by_their_roles_in_the_order_in_which_they_came() -> None:
    """P18: an entry numbers them so."""
    people = {name: Party(person=name, roles=roles) for name, roles in (
        ("x", ("respondent",)), ("a", ("respondent", "witness")), ("w", ("witness",)), ("r", ("reporter",)),
    )}  # fmt: skip
    assert [p.person for p in of_role(people, "respondent")] == ["x", "a"]
    assert [p.person for p in of_roles(people, ["witness", "reporter"])] == ["a", "w", "r"]
    assert of_roles(people, []) == ()
    assert of_role(people, "judge") == ()
