# SPDX-License-Identifier: Apache-2.0
"""The liaison desk: raise a tear or a report with consent, follow it up, and say how the council is doing."""
