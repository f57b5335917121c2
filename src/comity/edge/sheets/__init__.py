# SPDX-License-Identifier: Apache-2.0
"""Past cases in the files of other programs: a table of commas or a spreadsheet, and what its columns mean."""
