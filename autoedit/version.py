"""The version, which pyproject.toml states once and installation records."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("autoedit")
except PackageNotFoundError:  # run from a checkout that was never installed
    VERSION = "0+unknown"
