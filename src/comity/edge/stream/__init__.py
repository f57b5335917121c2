# SPDX-License-Identifier: Apache-2.0
"""The runner of the watch: what a fold made of live conversations, kept durably; deliveries that wait for it.

In one process on the site's own database (`runner`, `inbox`), or with many workers behind NATS JetStream (`nats`). Of
what people wrote nothing is kept here but deliveries that wait, and those are destroyed when they were folded.
"""
