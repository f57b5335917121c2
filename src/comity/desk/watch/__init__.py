# SPDX-License-Identifier: Apache-2.0
"""The watch: conversations of watched spaces in, signals for liaisons out (M10, M12, P20).

`message` and `signal` are what travels; `ports` is what the errand asks of readers, of a model and of a runner. Who may
be watched, and what becomes of a signal, is law and stands in `core.watch`.
"""
