# SPDX-License-Identifier: Apache-2.0
"""The tick of the public log. One that is stuck is said to the operator, and stops nothing else."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from comity.desk.ports import Exhausted
from comity.desk.publication import Broken

if TYPE_CHECKING:
    from comity.site.court import Court

logger = logging.getLogger(__name__)


def publish(court: Court) -> bool:
    """Publish what is due now; False where it could not be done."""
    try:
        court.log.publish(datetime.now(UTC))
    except (Broken, Exhausted, OSError) as wrong:
        logger.error("the public log is stuck (%s): comity doctor says more", type(wrong).__name__)
        return False
    return True


__all__ = ["publish"]
