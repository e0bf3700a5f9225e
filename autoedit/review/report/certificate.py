"""A certificate for the report: from the rendering itself, or from the JSON that lies beside the film."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from autoedit.errors import DocumentError
from autoedit.model.time import rational_text
from autoedit.model.timeline import Timeline
from autoedit.render.verify.certificate import SCHEMA, Certificate
from autoedit.review.report.values import CertificateSeen, CheckRow

SUFFIX = ".certificate.json"
# A certificate of a long film takes some hundred KB.
LARGEST_FILE = 64 * 2**20


def certificate_seen(certificate: Certificate) -> CertificateSeen:
    """What was measured in a film that was just made."""
    return _seen(certificate.as_dict(), "")


def read_certificate(file: Path) -> CertificateSeen:
    """What ``--certificate`` wrote.

    Raises:
        DocumentError: it cannot be read, or is no certificate.
    """
    return _seen(_tree(file), file.name)


def certificate_beside(edit_file: Path, timeline: Timeline) -> CertificateSeen | None:
    """The certificate of a film, where one lies beside its edit list: the one with the list's name, or the only one that fits."""
    named = edit_file.with_suffix(SUFFIX)
    files = [named] if named.is_file() else sorted(edit_file.absolute().parent.glob(f"*{SUFFIX}"))
    fitting = []
    for file in files:
        with suppress(DocumentError):
            tree = _tree(file)
            # It measured as many frames, at the same rate.
            if (tree.get("frames"), tree.get("rate")) == (timeline.frames, rational_text(timeline.frame_rate)):
                fitting.append(_seen(tree, file.name))
    return fitting[0] if len(fitting) == 1 else None


def _tree(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise DocumentError("", f"{file} is too large for a certificate.")
        tree = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DocumentError("", f"{file} cannot be read ({error.strerror}). Check the name of the certificate.") from error
    except (ValueError, RecursionError) as error:
        raise DocumentError("", f"{file} is not JSON. Give a certificate, as --certificate writes it.") from error
    if not _is_certificate(tree):
        raise DocumentError("", f"{file} is no certificate. Give a file that --certificate wrote.")
    found: dict[str, Any] = tree
    return found


def _is_certificate(tree: Any) -> bool:
    return (
        isinstance(tree, dict)
        and tree.get("schema") == SCHEMA
        and isinstance(tree.get("checks"), list)
        and all(isinstance(check, dict) for check in tree["checks"])
    )


def _seen(tree: Mapping[str, Any], name: str) -> CertificateSeen:
    rows = tuple(
        CheckRow(
            name=str(check.get("name", "")),
            found=str(check.get("figure", "")),
            asked=str(check.get("limit", "")),
            result="right" if check.get("is_right") is True else "warning" if check.get("severity") == "warning" else "fault",
            text=str(check.get("text", "")),
        )
        for check in tree["checks"]
    )
    # What the rows say rules: a file that somebody changed cannot hold while a check of it fails.
    return CertificateSeen(holds=all(row.result != "fault" for row in rows), rows=rows, name=name)
