# SPDX-License-Identifier: Apache-2.0
"""Comity runs a community's conduct council, from the first faint tension to the public record."""
