# SPDX-License-Identifier: Apache-2.0
"""The key for successors: how it stands and how often it was used, its ceremony, one's share of it, an asking."""
