"""Close the ways by which a typed digit could leave the process (DESIGN section 6)."""

from __future__ import annotations

import ctypes
import resource

PR_SET_DUMPABLE = 4


def close_ways_out() -> None:
    """No core file, no debugger of the same user, no reading of /proc/PID/mem by others."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
