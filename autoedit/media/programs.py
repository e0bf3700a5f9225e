"""Libraries that start programs from PATH when they are imported, imported where they find none.

PySceneDetect runs ``ffmpeg -v quiet`` and MoviePy ``ffplay``, whatever lies in PATH under these names; neither is used here.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading

_lock = threading.Lock()


def import_apart(name: str) -> None:
    """Import a library while no program can be found by its bare name."""
    if name in sys.modules:
        return
    with _lock:
        before = os.environ.get("PATH")
        # No folder at all: an empty PATH would mean the one that we run in.
        os.environ["PATH"] = os.devnull
        try:
            importlib.import_module(name)
        finally:
            if before is None:
                del os.environ["PATH"]
            else:
                os.environ["PATH"] = before
