# SPDX-License-Identifier: Apache-2.0
"""The site as a worker process of `comity serve` runs it: it ends with the server that started it.

Without this a server ended by `kill -9` would leave its workers behind, and they would go on answering on its port
beside the next server (P24). Linux alone can promise it; elsewhere the workers must be ended by hand.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from comity.site.wsgi import application

_PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with(server: int) -> None:
    """Ask the kernel to end this process, at once, when the process `server` that started it is gone."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != server:
        os.kill(os.getpid(), signal.SIGKILL)


if started_by := os.environ.get("COMITY_SERVER_PROCESS"):
    end_with(int(started_by))

__all__ = ["application", "end_with"]
