"""Where librosa's compiled functions are kept.

numba writes its cache beside librosa's own files, which fails in an unwritable install (librosa issue 1156), and without a
cache every run compiles anew. It reads its setting once, when librosa is first imported, so ours must come before that.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "NUMBA_CACHE_DIR"


def keep_compiled_functions() -> None:
    """Tell numba to keep what it compiles in our cache folder, unless the user has told it where."""
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = str(_cache_folder() / "numba")


def _cache_folder() -> Path:
    from platformdirs import user_cache_dir

    return Path(os.environ.get("AUTOEDIT_CACHE") or user_cache_dir("autoedit"))
