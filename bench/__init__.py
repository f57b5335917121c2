# SPDX-License-Identifier: Apache-2.0
"""The measured claims, each with its peer beside it. Every run writes its figures to `docs/measured.json`."""
