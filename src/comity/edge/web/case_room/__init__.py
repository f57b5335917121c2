# SPDX-License-Identifier: Apache-2.0
"""The case room: whoever has a part in a case is told, answers, agrees or not, and appeals (P5, P8, P18)."""
