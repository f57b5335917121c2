# SPDX-License-Identifier: Apache-2.0
"""What a reader's browser fetches and brings: sealed papers, wraps of their keys, for whom to seal."""
