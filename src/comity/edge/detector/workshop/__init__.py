# SPDX-License-Identifier: Apache-2.0
"""Training and evaluation, with numpy and scikit-learn (`pip install comity[train]`). What watches needs neither."""
