# SPDX-License-Identifier: Apache-2.0
"""The law: pure rooms named for the field. Nothing here knows a clock, a database, a network or a community."""
