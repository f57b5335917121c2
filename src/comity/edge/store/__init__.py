# SPDX-License-Identifier: Apache-2.0
"""What is kept: history, outbox, read models, papers, vault."""
