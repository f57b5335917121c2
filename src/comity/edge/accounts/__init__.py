# SPDX-License-Identifier: Apache-2.0
"""How somebody comes in: passkeys, codes by letter, an app's codes. It says who it is, and never what they may do."""
