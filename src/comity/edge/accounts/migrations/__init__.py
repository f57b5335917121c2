# SPDX-License-Identifier: Apache-2.0
"""The tables, step by step, for both databases."""
