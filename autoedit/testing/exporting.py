"""What every exporter must do; an exporter's author calls this from a test of their own."""

from __future__ import annotations

from pathlib import Path

from autoedit.exchange.exporter import Exporter
from autoedit.exchange.losses import Feature, losses
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence


def check_exporter(exporter: Exporter, sequence: Sequence) -> None:
    """Check that a function is an exporter.

    It says its suffix and what it loses, writes one document or more, text that every system can hold, and the same each time.

    Args:
        sequence: a film to try it on; one with every feature shows most.

    Raises:
        AssertionError: naming what it does not keep to.
    """
    suffix = exporter.suffix
    assert suffix.startswith(".") and suffix == suffix.lower(), f"its suffix is {suffix!r}, not like '.otio'"
    assert exporter.loses <= set(Feature), f"it loses what no film has: {set(exporter.loses) - set(Feature)}"
    assert all(losses(sequence, [feature]) is not None for feature in exporter.loses)
    for is_relative in (False, True):
        place = Place(folder=Path("/project"), stem="film", is_relative=is_relative)
        documents = exporter(sequence, place)
        additions = [document.addition for document in documents]
        assert documents, "it writes nothing"
        assert additions[0] == "", f"its main document is called {additions[0]!r}"
        assert len(set(additions)) == len(additions), f"two documents have one name: {additions}"
        for document in documents:
            assert document.text.strip(), f"the document {document.addition!r} is empty"
            document.text.encode("utf-8")
        assert documents == exporter(sequence, place), "the same film gives two results"
