"""What melt, the command line of MLT, shows of a project: an independent reader of what we write.

    shown(Path("film.mlt"), frames=240)   ->   the number that each rendered frame carries

A benchmark may import ``MELT`` (None where it is not installed) and ``shown``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from autoedit.testing import Sound, film_numbers, film_samples

MELT = shutil.which("melt")
needs_melt = pytest.mark.skipif(MELT is None, reason="melt, MLT's command line, is not installed (Debian's package is `melt`)")

# Small films render in a second or two; what takes longer than this hangs.
LONGEST = 120


def rendered(project: Path) -> Path:
    """A project as melt renders it, without loss: a Matroska film beside it, 48 kHz stereo."""
    assert MELT is not None, "needs_melt guards whoever comes here"
    film = project.with_name(f"{project.name}.mkv")
    # In real time melt drops frames that are late. Without a display Qt's services need a platform that has none.
    consumer = f"avformat:{film}"
    coding = (
        "vcodec=ffv1",
        "pix_fmt=yuv420p",
        "acodec=pcm_s16le",
        "ar=48000",
        "channels=2",
        "real_time=-1",
        "terminate_on_pause=1",
    )
    done = subprocess.run(
        [MELT, project, "-silent", "-consumer", consumer, *coding],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(project.parent)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip
    assert film.exists(), f"melt rendered nothing of {project}: {done.stderr[-2000:]}"
    return film


def shown(project: Path, frames: int) -> list[int | None]:
    """The number that each of a project's first frames shows when melt renders it; None where it can show none (black, mixed).

    Args:
        project: a .mlt or .kdenlive file whose media are numbered films (``autoedit.testing.numbered_film``).
        frames: how many the film has; where melt renders fewer, the rest are missing and the list is shorter.
    """
    return [frame.number for frame in film_numbers(rendered(project))][:frames]


def heard(project: Path) -> Sound:
    """What is heard of a project when melt renders it."""
    return film_samples(rendered(project))
