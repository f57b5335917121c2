# SPDX-License-Identifier: Apache-2.0
"""The HTTP interface, `/api/v1`: what pages do, for programs. It decides nothing and knows no other adapter."""
