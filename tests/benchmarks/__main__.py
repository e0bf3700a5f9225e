"""``python -m tests.benchmarks NAME [--json]``: a table, a last line that says which bars hold, exit 1 when one does not."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path

import tests.benchmarks

# Modules beside the benchmarks that the benchmarks are made of.
TOOLS = frozenset(
    [
        "archives",
        "cuts",
        "footage",
        "libraries",
        "matching",
        "measure",
        "planted",
        "songs",
        "splices",
        "talks",
        "trackers",
        "truth",
    ]
)


def main() -> int:
    """Run one benchmark."""
    known = sorted(found.name for found in pkgutil.iter_modules(tests.benchmarks.__path__) if not found.name.startswith("_"))
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", choices=[name for name in known if name not in TOOLS])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--media", type=Path, default=Path(os.environ.get("AUTOEDIT_MEDIA", "sample_media")), help="real footage")
    options = parser.parse_args()
    result = importlib.import_module(f"tests.benchmarks.{options.name}").run(options.media)
    sys.stdout.write((json.dumps(result.as_dict(), indent=1) if options.json else result.as_text()) + "\n")
    return 0 if result.holds else 1


if __name__ == "__main__":
    sys.exit(main())
