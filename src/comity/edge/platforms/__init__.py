# SPDX-License-Identifier: Apache-2.0
"""The platforms where a community talks: one package each, that reads and puts up the sign (M10, M12, P20).

What they share is `asking`, a polite way to ask another server. None knows another.
"""
