# SPDX-License-Identifier: Apache-2.0
"""The front desk: say that something is wrong, come back with the receipt alone (P2, P3)."""
