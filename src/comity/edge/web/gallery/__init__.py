# SPDX-License-Identifier: Apache-2.0
"""The gallery: what anybody may read. No name, no quote, no date but the cycle (P18)."""
