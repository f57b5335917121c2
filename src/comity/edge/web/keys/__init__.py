# SPDX-License-Identifier: Apache-2.0
"""Your key: made in the browser, kept by printed words and passkeys; and how this house seals."""
