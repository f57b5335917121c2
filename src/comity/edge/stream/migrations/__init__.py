# SPDX-License-Identifier: Apache-2.0
"""The tables of the interface as they came to be."""
