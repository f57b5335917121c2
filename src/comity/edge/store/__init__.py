# SPDX-License-Identifier: Apache-2.0
"""Where everything is kept, on SQLite or PostgreSQL:

the history, the outbox, read models, papers, vault, boxes.
"""
