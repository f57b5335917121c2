# SPDX-License-Identifier: Apache-2.0
"""The watch's own model: what one message sounds like, what a conversation has come to, and when to say so (M12, P20).

`words` reads a text once, `lexicon` and `heads` know words and turns of phrase, `features` looks at a message and
`weights` loads what was trained. `course` adds up a conversation, `voices` takes names out of it, `fold` is the step
that a runner calls, `policy` says when and `reasons` why. None of it knows a person: speakers are ordinals that start
anew in each conversation. `workshop` trains and evaluates; nothing that watches needs it. `card.md` says what the
shipped weights learned from, what they reach, and where they fail.
"""
