"""The certificate as a short table on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autoedit.cli.show import cell

if TYPE_CHECKING:
    from autoedit.cli.talk import Talk
    from autoedit.render.verify import Certificate


def tell_certificate(certificate: Certificate, talk: Talk) -> None:
    """Print what was measured in a film, unless quiet."""
    if talk.is_quiet:
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("check", "found", "asked", "result", box=None, header_style="bold")
    for row in certificate.rows():
        table.add_row(*[cell(str(row[name])) for name in ("check", "found", "limit", "result")])
    Console(stderr=True, highlight=False).print(table)
