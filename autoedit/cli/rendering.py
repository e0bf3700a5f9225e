"""Options that say how a film is coded, sounds and is checked, and how they become values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from autoedit.pipeline.run import RenderOptions


def _complete_codec(incomplete: str) -> list[str]:
    return [name for name in ("h264", "hevc", "av1", "prores") if name.startswith(incomplete)]


def _complete_quality(incomplete: str) -> list[str]:
    return [name for name in ("draft", "good", "best") if name.startswith(incomplete)]


QualityOption = Annotated[
    str,
    typer.Option(
        "--quality", metavar="draft|good|best", help="How much care the encoder takes.", autocompletion=_complete_quality
    ),
]
CodecOption = Annotated[
    str,
    typer.Option(
        "--codec", metavar="h264|hevc|av1|prores", help="What the picture is coded in; ProRes goes into a .mov.",
        autocompletion=_complete_codec,
    ),
]  # fmt: skip
EncoderOption = Annotated[
    str,
    typer.Option(
        "--encoder",
        metavar="software|hardware|NAME",
        help="'hardware' takes a chip that answers a test, software where none does.",
    ),
]
DraftOption = Annotated[bool, typer.Option("--draft", help="A quick look: 360 lines, coded as fast as can be.")]
CrfOption = Annotated[
    int | None, typer.Option("--crf", min=0, max=63, help="Constant rate factor in place of the quality's: lower is better.")
]
PresetOption = Annotated[
    str | None, typer.Option("--preset", help="Encoder speed in place of the quality's: ultrafast ... medium ... veryslow.")
]
LoudnessOption = Annotated[
    float, typer.Option("--loudness", min=-40, max=-5, metavar="LUFS", help="What the sound is brought to; TV has -23.")
]
CertificateOption = Annotated[
    bool, typer.Option("--certificate", help="Write what was measured in the film beside it, as FILM.certificate.json.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Keep a film that fails its check.")]


def render_options(
    *,
    fit: str | None,
    quality: str,
    codec: str,
    encoder: str,
    draft: bool,
    crf: int | None,
    preset: str | None,
    loudness: float,
    font: Path | None,
    certificate: bool,
    force: bool,
) -> RenderOptions:
    """The options as one value.

    Raises:
        UnknownName: a codec, quality, encoder or preset that is not there.
        BadOption: a factor that the codec does not know.
    """
    from autoedit.cli.wishes import fit_of
    from autoedit.errors import UnknownName
    from autoedit.media.coding import Codec, Quality
    from autoedit.pipeline.run import RenderOptions
    from autoedit.render.encoding import Encoding
    from autoedit.render.mastering import Mastering

    for what, name, known in (("codec", codec, Codec), ("quality", quality, Quality)):
        if name not in set(known):
            raise UnknownName(what, name, [str(one) for one in known])
    encoding = Encoding(codec=Codec(codec), quality=Quality(quality), encoder=encoder, crf=crf, preset=preset, is_draft=draft)
    # What cannot be coded is told before anything is analysed.
    encoding.coding()
    return RenderOptions(
        fit=fit_of(fit),
        encoding=encoding,
        mastering=Mastering(lufs=loudness),
        font=font,
        writes_certificate=certificate,
        is_forced=force,
    )
