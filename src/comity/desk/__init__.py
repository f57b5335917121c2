# SPDX-License-Identifier: Apache-2.0
"""The errands:

load, decide, append, react. Knows the law (`core`) and its own ports, and nothing of the outside world.
"""
