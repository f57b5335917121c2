# SPDX-License-Identifier: Apache-2.0
"""Scenarios: a community's acts with their instants and actors, read strictly, played, and told.

A replay goes through the same writer as the site, so what it refuses the site refuses, under the same clause.
"""
