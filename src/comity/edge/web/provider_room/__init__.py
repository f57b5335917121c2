# SPDX-License-Identifier: Apache-2.0
"""The provider room: who leads a talk sees the referral, and learns no more than a talk needs (P8)."""
