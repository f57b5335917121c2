# SPDX-License-Identifier: Apache-2.0
"""Who may see and do what, when, and under which clause (P4, P8, P10).

`sending`: in whose name does a command come. `opening`: does this case exist for this person, may this person open this
paper. `screening`: who reads before the parties are entered. `linking`: who says that two cases are about the same, and
reads it. `holding`: who holds the key of a paper. `keeping`: who decides how long. `succession`: what is kept for those
who sit later, and whom it opens to. `asking`: who answers what somebody asks about their own data.
"""

from comity.core.access.asking import answer_asked, keeps_register, may_ask, read_asked, read_register
from comity.core.access.copying import copied
from comity.core.access.holding import (
    Held,
    entitled_to,
    excess,
    excess_of,
    hearers,
    holders,
    houses,
    missing,
    told_small,
)
from comity.core.access.keeping import keepers, keeping_seen, may_keep, sees_keeping
from comity.core.access.linking import (
    NOT_BOTH,
    Beside,
    Under,
    beside,
    links,
    links_seen,
    may_link,
    named_beside,
    reads_for_council,
)
from comity.core.access.opening import (
    CLERK,
    exists_for,
    hears,
    house_may_open,
    listens_as,
    may_hear,
    may_know,
    may_open,
    may_preview,
    may_reach,
    may_release,
    may_speak,
    may_tally,
    measures_seen,
    only_leads,
    opens,
    tally_acts,
    unopened,
)
from comity.core.access.screening import screeners, screens
from comity.core.access.sending import in_anothers_name, permits
from comity.core.access.standing import standings
from comity.core.access.succession import (
    NOT_TAKEN_UP,
    NOT_THE_READER,
    SUCCESSION,
    kept_for_successors,
    may_be_asked,
    reopens,
    successors,
    taken_up,
    takes_up,
    to_be_told,
)

__all__ = [
    "Beside",
    "CLERK",
    "Held",
    "NOT_BOTH",
    "NOT_TAKEN_UP",
    "NOT_THE_READER",
    "SUCCESSION",
    "Under",
    "answer_asked",
    "beside",
    "copied",
    "entitled_to",
    "excess",
    "excess_of",
    "exists_for",
    "hearers",
    "hears",
    "holders",
    "house_may_open",
    "houses",
    "keepers",
    "kept_for_successors",
    "keeping_seen",
    "keeps_register",
    "in_anothers_name",
    "links",
    "links_seen",
    "listens_as",
    "may_be_asked",
    "may_ask",
    "may_hear",
    "may_keep",
    "may_know",
    "may_link",
    "may_open",
    "may_preview",
    "may_reach",
    "may_release",
    "may_speak",
    "may_tally",
    "measures_seen",
    "missing",
    "named_beside",
    "only_leads",
    "opens",
    "permits",
    "read_asked",
    "reads_for_council",
    "reopens",
    "read_register",
    "screeners",
    "screens",
    "sees_keeping",
    "standings",
    "successors",
    "taken_up",
    "takes_up",
    "tally_acts",
    "to_be_told",
    "told_small",
    "unopened",
]
