# SPDX-License-Identifier: Apache-2.0
"""The watch as people see it: signals for liaisons, would-be signals for who judges them, spaces, and for everybody."""
