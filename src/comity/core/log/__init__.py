# SPDX-License-Identifier: Apache-2.0
"""The public log: one Merkle tree that only grows, as static files that a stranger can check without us (P17).

`tree` is RFC 6962, `tiles` C2SP tlog-tiles, `notes` C2SP signed notes and checkpoints, `proofs` the file that proves
one leaf, `promises` the word that is given before there is a proof, `batches` when leaves are published and how many.
Nothing here knows the rest of the law: together with `core.entry` it is all that the independent verifier needs.
"""
