# SPDX-License-Identifier: Apache-2.0
"""The guided tour through the sample community. Served by the sample only."""
