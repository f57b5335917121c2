# SPDX-License-Identifier: Apache-2.0
"""The one place that knows every adapter: settings, addresses, server, command line."""
