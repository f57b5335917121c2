# SPDX-License-Identifier: Apache-2.0
"""The house: which decisions a delegate may object to, until when, how far an objection stands, and the vote itself."""
