# SPDX-License-Identifier: Apache-2.0
"""What people see in a browser: one package per front door."""
