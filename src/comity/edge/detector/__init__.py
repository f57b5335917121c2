# SPDX-License-Identifier: Apache-2.0
"""The watch's own model: what one message sounds like, what a conversation has come to, and when to say so (P20).

`course` adds up a conversation, `voices` takes names out of it, `fold` is the step that a runner calls, `policy` says
when and `reasons` why. None of it knows a person: speakers are ordinals that start anew in each
conversation.
"""
