# SPDX-License-Identifier: Apache-2.0
"""The independent verifier: a stranger runs it to check us, without anything else of ours (P17)."""
