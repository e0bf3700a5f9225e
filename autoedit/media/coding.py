"""How pictures are compressed: an encoder of FFmpeg's with its settings, and which encoders answer on this machine.

One set of settings codes every span of a film, each from a key frame of its own and with closed groups of pictures, so that
spans join by copying packets. Software encoders work in one thread: what they write is then the same on every machine, and the
cores are used by coding several spans at once.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from autoedit.errors import BadOption, OutputError, UnknownName

if TYPE_CHECKING:
    from av import VideoStream
    from av.container import OutputContainer


class Codec(StrEnum):
    """What a film's picture is coded in."""

    H264 = "h264"
    HEVC = "hevc"
    AV1 = "av1"
    PRORES = "prores"


class Quality(StrEnum):
    """How much care is taken: ``draft`` to look at, ``good`` to show, ``best`` to keep."""

    DRAFT = "draft"
    GOOD = "good"
    BEST = "best"


PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
SOFTWARE, HARDWARE = "software", "hardware"
SOFTWARE_ENCODERS: Mapping[Codec, str] = MappingProxyType(
    {Codec.H264: "libx264", Codec.HEVC: "libx265", Codec.AV1: "libsvtav1", Codec.PRORES: "prores_ks"}
)
# In the order they are tried.
HARDWARE_ENCODERS: Mapping[Codec, tuple[str, ...]] = MappingProxyType(
    {
        Codec.H264: ("h264_videotoolbox", "h264_nvenc", "h264_qsv", "h264_amf"),
        Codec.HEVC: ("hevc_videotoolbox", "hevc_nvenc", "hevc_qsv", "hevc_amf"),
        Codec.AV1: ("av1_nvenc", "av1_qsv", "av1_amf"),
        Codec.PRORES: ("prores_videotoolbox",),
    }
)
# (constant rate factor, preset) for draft, good and best; each codec's factors look alike at a quality.
_LEVELS: Mapping[Codec, Mapping[Quality, tuple[int, str]]] = MappingProxyType(
    {
        Codec.H264: {Quality.DRAFT: (28, "veryfast"), Quality.GOOD: (18, "medium"), Quality.BEST: (14, "slow")},
        Codec.HEVC: {Quality.DRAFT: (30, "veryfast"), Quality.GOOD: (21, "medium"), Quality.BEST: (16, "slow")},
        Codec.AV1: {Quality.DRAFT: (45, "11"), Quality.GOOD: (28, "8"), Quality.BEST: (20, "5")},
    }
)
_PRORES_PROFILES = {Quality.DRAFT: "proxy", Quality.GOOD: "standard", Quality.BEST: "hq"}
KEY_FRAME_SECONDS = Fraction(2)
# x264's own 40 frames hold 360 MB at 1080p for each piece that is being coded. Measured with 12 and 20, files are 4 and 1 %
# smaller at the same factor, and as like the source but for 0.0001 of SSIM.
LOOKAHEAD = "12"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """An encoder and how it is set; ``container`` is the kind of file that can hold what it writes."""

    encoder: str
    pixel_format: str = "yuv420p"
    options: Mapping[str, str]
    container: str = "mp4"
    tag: str | None = None

    @property
    def is_hardware(self) -> bool:
        """Whether a chip does it: faster, and not the same bits everywhere."""
        return self.encoder not in SOFTWARE_ENCODERS.values()


def coding(
    codec: Codec, quality: Quality, *, encoder: str = SOFTWARE, crf: int | None = None, preset: str | None = None
) -> Coding:
    """The encoder to use and its settings.

    Args:
        encoder: ``software``; ``hardware`` for the first chip that answers a one-frame test, or software when none does; or an
            encoder's own name.
        crf, preset: in place of what the quality stands for.

    Raises:
        UnknownName: the encoder is not one for the codec, or the preset is none.
        BadOption: a factor outside what the codec knows, or one for a codec without any.
    """
    if preset is not None and preset not in PRESETS:
        raise UnknownName("preset", preset, PRESETS)
    known = (SOFTWARE_ENCODERS[codec], *HARDWARE_ENCODERS[codec])
    if encoder not in (SOFTWARE, HARDWARE, *known):
        raise UnknownName("encoder", encoder, [SOFTWARE, HARDWARE, *known])
    wished = () if encoder == SOFTWARE else HARDWARE_ENCODERS[codec] if encoder == HARDWARE else (encoder,)
    for name in wished:
        if name not in SOFTWARE_ENCODERS.values():
            found = _hardware(name, codec, quality, crf)
            if answers(found):
                return found
    return _software(codec, quality, crf, preset)


def _software(codec: Codec, quality: Quality, crf: int | None, preset: str | None) -> Coding:
    name = SOFTWARE_ENCODERS[codec]
    if codec is Codec.PRORES:
        if crf is not None:
            raise BadOption("ProRes has no constant rate factor; leave --crf out and choose a --quality.")
        options = {"profile": _PRORES_PROFILES[quality], "vendor": "apl0"}
        return Coding(encoder=name, pixel_format="yuv422p10le", options=options, container="mov")
    own_crf, own_preset = _LEVELS[codec][quality]
    most = 63 if codec is Codec.AV1 else 51
    if crf is not None and not 0 <= crf <= most:
        raise BadOption(f"{codec} knows constant rate factors from 0 to {most}, not {crf}.")
    options = {"crf": str(own_crf if crf is None else crf), "preset": preset or own_preset}
    if codec is Codec.AV1:
        # SVT-AV1 tells its settings on stderr whatever FFmpeg's log is set to, and counts its presets from 0 (slow) to 13.
        os.environ.setdefault("SVT_LOG", "1")
        options["preset"] = own_preset if preset is None else str(12 - PRESETS.index(preset))
        options["svtav1-params"] = "lp=1"
        return Coding(encoder=name, options=options)
    if codec is Codec.HEVC:
        options["x265-params"] = "log-level=error:pools=none:frame-threads=1:open-gop=0:info=0"
        return Coding(encoder=name, options=options, tag="hvc1")
    if options["preset"] not in PRESETS[: PRESETS.index("faster")] and quality is not Quality.BEST:
        options["rc-lookahead"] = LOOKAHEAD
    return Coding(encoder=name, options={**options, "profile": "high"})


def _hardware(name: str, codec: Codec, quality: Quality, crf: int | None) -> Coding:
    level = crf if crf is not None else _LEVELS[codec][quality][0] if codec in _LEVELS else 0
    options = {
        "nvenc": {"rc": "vbr", "cq": str(level), "preset": "p5"},
        "qsv": {"global_quality": str(level)},
        "amf": {"rc": "cqp", "qp_i": str(level), "qp_p": str(level)},
        "videotoolbox": {"q:v": str(max(1, 100 - 2 * level))} if codec is not Codec.PRORES else {},
    }[name.rpartition("_")[2]]
    is_prores = codec is Codec.PRORES
    return Coding(
        encoder=name,
        options=options,
        pixel_format="yuv422p10le" if is_prores else "yuv420p",
        container="mov" if is_prores else "mp4",
        tag="hvc1" if codec is Codec.HEVC else None,
    )


@cache
def _answers(name: str, options: tuple[tuple[str, str], ...], pixel_format: str) -> bool:
    import av
    import av.error

    logging.getLogger("libav").setLevel(logging.CRITICAL)
    try:
        context = av.CodecContext.create(name, "w")
        context.width, context.height = 256, 256  # type: ignore[attr-defined]  # an encoder of pictures
        context.pix_fmt, context.framerate = pixel_format, Fraction(25)  # type: ignore[attr-defined]
        context.time_base, context.options = Fraction(1, 25), dict(options)
        frame = av.VideoFrame(256, 256, pixel_format)
        frame.pts = 0
        return bool([*context.encode(frame), *context.encode(None)])  # type: ignore[attr-defined]
    except (av.error.FFmpegError, ValueError, OSError):
        return False


def answers(wished: Coding) -> bool:
    """Whether an encoder codes a picture here: being compiled in says nothing about the chip."""
    return _answers(wished.encoder, tuple(sorted(wished.options.items())), wished.pixel_format)


def add_picture(container: OutputContainer, wished: Coding, size: tuple[int, int], rate: Fraction) -> VideoStream:
    """A stream in a file being written, whose frame n is shown at n / rate.

    Raises:
        OutputError: the encoder does not take these settings.
    """
    import av.error

    try:
        stream: VideoStream = container.add_stream(wished.encoder, rate=rate, options=dict(wished.options))  # type: ignore[assignment]
    except (av.error.FFmpegError, ValueError) as error:
        raise OutputError(container.name, f"{wished.encoder} cannot be used ({error})", "Choose another --encoder.") from error
    stream.width, stream.height = size
    stream.pix_fmt = wished.pixel_format
    context = stream.codec_context
    context.time_base = 1 / rate
    context.gop_size = max(1, round(KEY_FRAME_SECONDS * rate))
    if not wished.is_hardware:
        context.thread_count = 1
    # BT.709, limited range: what every player takes for granted.
    context.color_primaries = context.color_trc = context.colorspace = context.color_range = 1
    if wished.tag is not None:
        context.codec_tag = wished.tag
    return stream
