# SPDX-License-Identifier: Apache-2.0
"""Your data: what is kept of somebody, what they asked about it, and how they show that an address is theirs."""
