"""Whether this installation works: what it is made of, what answers, and where it would write. Nothing is changed.

Each check is one value that says what is so, whether that would break a run, and what to do then.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any

from autoedit.errors import BadOption
from autoedit.media import installed
from autoedit.media.coding import Codec
from autoedit.pipeline.cache import Cache, default_cache
from autoedit.pipeline.executors import cores
from autoedit.version import VERSION

SCHEMA = "autoedit/check/1"
PACKAGE = "autoedit"
AGAIN = "Install autoedit anew, into an environment of its own."
# A film of an hour at the default quality takes some gigabytes; below the smaller one not even a short one is sure to fit.
ROOM, LEAST_ROOM = 2 * 10**9, 200 * 10**6
LEAST_MEMORY = 2 * 2**30
# Reading back every entry of a larger cache takes too long.
READ_BACK = 10**9
# The name that pip shows may have dots, dashes and underscores; they are one to it.
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*([^;\[]*)(?:;.*)?")


class Result(StrEnum):
    """Whether all is well, whether something should be looked at, or whether a run would break."""

    OK = "ok"
    WARNING = "warning"
    FAILS = "fails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: its name, what is so, and the next step where there is one."""

    name: str
    result: Result = Result.OK
    told: str
    step: str = ""


def health() -> tuple[Finding, ...]:
    """All checks, in the order in which a person wants to read them."""
    return tuple(finding for check in CHECKS for finding in _guarded(check))


def worst(findings: tuple[Finding, ...]) -> Result:
    """The worst of them."""
    return max((finding.result for finding in findings), key=[*Result].index, default=Result.OK)


def health_document(findings: tuple[Finding, ...]) -> dict[str, Any]:
    """The checks as JSON."""
    return {"schema": SCHEMA, "result": worst(findings), "checks": [asdict(finding) for finding in findings]}


def _guarded(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What a check finds; one that cannot be made is a finding."""
    try:
        yield from check()
    # A library that cannot even be loaded raises whatever it likes; that is what we want to know.
    except Exception as error:  # noqa: BLE001
        name = check.__name__.strip("_").replace("_", " ")
        yield Finding(name=name, result=Result.FAILS, told=f"{type(error).__name__}: {error}", step=AGAIN)


def _program() -> Iterator[Finding]:
    python = f"Python {platform.python_version()} at {sys.executable}"
    yield Finding(name="autoedit", told=f"{VERSION}, {python}, {platform.platform()}")


def _packages() -> Iterator[Finding]:
    """Our own requirements against what is installed."""
    wrong = [told for text in metadata.requires(PACKAGE) or () if (told := _unmet(text))]
    count = sum("extra ==" not in text for text in metadata.requires(PACKAGE) or ())
    if wrong:
        yield Finding(name="packages", result=Result.FAILS, told="; ".join(wrong), step=AGAIN)
    else:
        yield Finding(name="packages", told=f"the {count} that autoedit needs are there, in versions that it knows")


def _opencv() -> Iterator[Finding]:
    """All distributions of OpenCV write the same files: of several the last wins, and removing one breaks the others."""
    found = sorted({name for item in metadata.distributions() if (name := _name(item)).startswith("opencv-")})
    if len(found) != 1:
        told = f"{len(found)} distributions of OpenCV are installed ({', '.join(found) or 'none'})"
        step = "Uninstall every one of them, then: pip install --force-reinstall opencv-python"
        yield Finding(name="opencv", result=Result.FAILS, told=told, step=step)
        return
    told = f"{found[0]} {metadata.version(found[0])} alone"
    if installed.finds_faces():
        yield Finding(name="opencv", told=told)
    else:
        step = "pip install 'opencv-python>=4.14.0.94,!=5.0.0.93'"
        yield Finding(name="opencv", result=Result.FAILS, told=f"{told}, which does not find faces", step=step)


def _ffmpeg() -> Iterator[Finding]:
    """Each FFmpeg in the process; none in PATH is ever used."""
    for look in (installed.of_pyav, installed.of_opencv, installed.of_imageio):
        try:
            found = look()
        except (ImportError, RuntimeError, OSError) as error:
            yield Finding(name="ffmpeg", result=Result.FAILS, told=f"{look.__name__[3:]}: {error}", step=AGAIN)
            continue
        avcodec = f"libavcodec {'.'.join(map(str, found.avcodec))}" if found.avcodec else ""
        told = f"of {found.owner}: {', '.join(filter(None, (found.version, avcodec))) or 'none'}"
        if found.has_flaw:
            # What we open is of kinds that we know; the flaw is out of reach, unless a plugin opens files by itself.
            flaw, step = f"{told}: has {installed.FLAW}", f"pip install --upgrade {found.owner}"
            yield Finding(name="ffmpeg", result=Result.WARNING, told=flaw, step=step)
        else:
            yield Finding(name="ffmpeg", told=told)


def _encoders() -> Iterator[Finding]:
    for codec, (name, does_answer) in installed.software_encoders().items():
        if does_answer:
            yield Finding(name="encoder", told=f"{name} codes {codec}")
        else:
            result = Result.FAILS if codec is Codec.H264 else Result.WARNING
            step = AGAIN if codec is Codec.H264 else f"Films with --codec {codec} cannot be made. {AGAIN}"
            yield Finding(name="encoder", result=result, told=f"{name} does not code {codec}", step=step)
    if installed.codes_sound():
        yield Finding(name="encoder", told="aac codes sound")
    else:
        yield Finding(name="encoder", result=Result.FAILS, told="aac does not code sound", step=AGAIN)
    chips = ", ".join(installed.hardware_encoders())
    yield Finding(name="hardware", told=f"{chips} for --encoder" if chips else "no chip codes here; --encoder software does")


def _fonts() -> Iterator[Finding]:
    from autoedit.render.titles.fonts import Fonts, Weight

    missing = [str(weight) for weight in Weight if Fonts().face_for("Ag", weight) is None]
    if missing:
        yield Finding(name="fonts", result=Result.FAILS, told=f"no letters in {', '.join(missing)}", step=AGAIN)
    else:
        yield Finding(name="fonts", told="titles can be drawn")


def _cache() -> Iterator[Finding]:
    try:
        kept = default_cache()
    except BadOption as error:
        yield Finding(name="cache", result=Result.FAILS, told=str(error), step="Set AUTOEDIT_CACHE_SIZE anew, or not at all.")
        return
    assert kept.folder is not None
    if not _is_writable(kept.folder):
        told, step = f"{kept.folder} cannot be written: each run begins anew", "Set AUTOEDIT_CACHE to a folder of yours."
        yield Finding(name="cache", result=Result.WARNING, told=told, step=step)
        return
    yield _kept(kept)


def _kept(kept: Cache) -> Finding:
    facts = kept.facts()
    told = f"{facts.bytes / 1e9:.1f} of {facts.most_bytes / 1e9:g} GB in {facts.folder}"
    damaged = kept.facts(verifies=True).damaged if facts.bytes <= READ_BACK else None
    if damaged:
        step = "They are made anew. Look at the disk, if this happens again."
        return Finding(name="cache", result=Result.WARNING, told=f"{told}, {damaged} of its entries damaged", step=step)
    if facts.bytes > facts.most_bytes:
        return Finding(name="cache", result=Result.WARNING, told=f"{told}, which is too much", step="autoedit cache prune")
    return Finding(name="cache", told=told)


def _disks() -> Iterator[Finding]:
    """Room where a run writes: films here by default, results in the cache, little things in the temporary folder."""
    with_cache = os.environ.get("AUTOEDIT_CACHE") or str(_cache_folder())
    for name, folder in (("here", Path.cwd()), ("cache", Path(with_cache)), ("temporary", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(_nearest(folder)).free
        told = f"{free / 1e9:.1f} GB are free for {name} ({folder})"
        result = Result.FAILS if free < LEAST_ROOM else Result.WARNING if free < ROOM else Result.OK
        yield Finding(
            name="disk", result=result, told=told, step="" if result is Result.OK else "Make room, or use another disk."
        )


def _machine() -> Iterator[Finding]:
    memory = _memory()
    told = f"{cores()} cores" + (f", {memory / 2**30:.1f} GB of memory" if memory else "")
    if memory and memory < LEAST_MEMORY:
        yield Finding(name="machine", result=Result.WARNING, told=told, step="Use --workers 1.")
    else:
        yield Finding(name="machine", told=told)


def _cluster() -> Iterator[Finding]:
    try:
        yield Finding(name="cluster", told=f"distributed {metadata.version('distributed')} for --cluster")
    except metadata.PackageNotFoundError:
        yield Finding(name="cluster", told="not installed; --cluster needs it: pip install 'autoedit[cluster]'")


CHECKS = (_program, _packages, _opencv, _ffmpeg, _encoders, _fonts, _cache, _disks, _machine, _cluster)


def _unmet(requirement: str) -> str:
    """What is wrong with a requirement of ours; nothing where it is met, or belongs to an extra."""
    match = _REQUIREMENT.fullmatch(requirement)
    if match is None or "extra ==" in requirement:
        return ""
    name, wanted = match[1], match[2].strip()
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is not installed"
    return "" if allows(wanted, found) else f"{name} is {found}, not {wanted}"


def allows(wanted: str, found: str) -> bool:
    """Whether a version is one of those that are wanted, such as ``>=4.14,!=5.0.0.93``: releases alone, as we name them."""
    has = _numbers(found)
    for part in filter(None, (part.strip() for part in wanted.split(","))):
        match = re.fullmatch(r"(>=|<=|==|!=|<|>)\s*([\d.]+)", part)
        if match is None:
            raise ValueError(f"a requirement of ours that is not understood: {part!r}")
        width = max(len(has), len(_numbers(match[2])))
        a, b = (numbers + (0,) * (width - len(numbers)) for numbers in (has, _numbers(match[2])))
        if not {">=": a >= b, "<=": a <= b, "==": a == b, "!=": a != b, "<": a < b, ">": a > b}[match[1]]:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    release = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in release[0].split(".")) if release is not None else ()


def _name(item: metadata.Distribution) -> str:
    # A broken installation may have one without a name.
    return str(item.metadata["Name"] or "").lower().replace("_", "-")


def _is_writable(folder: Path) -> bool:
    nearest = _nearest(folder)
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def _nearest(folder: Path) -> Path:
    """The folder, or what there is of the way to it."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path(PACKAGE)


def _memory() -> int:
    """The machine's memory in bytes, 0 where it is not told."""
    names = getattr(os, "sysconf_names", {})
    if "SC_PHYS_PAGES" not in names or "SC_PAGE_SIZE" not in names:
        return 0
    return max(0, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
