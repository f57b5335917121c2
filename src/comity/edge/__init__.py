# SPDX-License-Identifier: Apache-2.0
"""The outside world: one adapter per counterpart; none knows another."""
