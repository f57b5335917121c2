# SPDX-License-Identifier: Apache-2.0
"""A procedure document: parsed, checked, versioned, rendered in plain words. The text that people vote on is the text
that the engine obeys (P6, P27)."""
