"""``python -m tests.training boundaries | songs``: learn weights anew and say how well they do on what was held out.

The boundaries' films are made of the takes in ``--media``; the songs of nothing but numbers.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.training.boundaries import learn
from tests.training.songs import learn_songs


def main() -> int:
    """Learn and write."""
    parser = argparse.ArgumentParser(prog="python -m tests.training", description=__doc__)
    parser.add_argument("name", choices=["boundaries", "songs"])
    parser.add_argument("--media", type=Path, default=Path(os.environ.get("AUTOEDIT_MEDIA", "sample_media")), help="real takes")
    parser.add_argument("--films", type=int, default=600, help="how many films to make (600 take half an hour on two cores)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103, 104], help="of songs (6 minutes each)")
    parser.add_argument("--songs", type=Path, default=None, help="a folder that keeps them for the next run")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        lines = (
            learn(options.media, options.films, options.workers)
            if options.name == "boundaries"
            else learn_songs(options.songs or Path(temporary), options.seeds, options.workers)
        )
        for line in lines:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
