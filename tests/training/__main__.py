"""``python -m tests.training boundaries --media DIR``: learn the weights anew and say how well they do on films held out."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.training.boundaries import learn


def main() -> int:
    """Learn and write."""
    parser = argparse.ArgumentParser(prog="python -m tests.training", description=__doc__)
    parser.add_argument("name", choices=["boundaries"])
    parser.add_argument("--media", type=Path, default=Path(os.environ.get("AUTOEDIT_MEDIA", "sample_media")), help="real takes")
    parser.add_argument("--films", type=int, default=600, help="how many films to make (600 take half an hour on two cores)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    for line in learn(options.media, options.films, options.workers):
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
