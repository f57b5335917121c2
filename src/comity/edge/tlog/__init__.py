# SPDX-License-Identifier: Apache-2.0
"""The public log as everybody meets it: a folder of static files in the home, served as C2SP tlog-tiles says."""
