# SPDX-License-Identifier: Apache-2.0
"""Small tears, for those who listen: members and liaisons, as the procedure names them."""
