# SPDX-License-Identifier: Apache-2.0
"""The design system on a living page: the very tokens and parts that every other page is made from."""
