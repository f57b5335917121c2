# SPDX-License-Identifier: Apache-2.0
"""Tokens for programs: whoever is signed in makes them, sees what is alive, and ends them."""
