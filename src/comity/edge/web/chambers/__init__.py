# SPDX-License-Identifier: Apache-2.0
"""Chambers: what waits for a member, until when, and what can be done now."""
