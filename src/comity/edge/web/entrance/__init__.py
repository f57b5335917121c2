# SPDX-License-Identifier: Apache-2.0
"""The entrance: links that let somebody in, letters and how often they come, the calendar of one person."""
