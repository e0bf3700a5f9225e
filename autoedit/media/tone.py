"""HDR to SDR as one colour table, made once: decoded to light, tone-mapped, moved to BT.709, encoded for a display.

PQ is SMPTE ST 2084, HLG is ARIB STD-B67 with the system gamma 1.2 of a 1000 nit display (BT.2100). Light is relative to the
203 nit diffuse white of BT.2408 and compressed by Reinhard's extended curve (Reinhard et al. 2002, eq. 4), which puts diffuse
white near three quarters of the signal, where HLG's own SDR view has it. Primaries go from BT.2020 to BT.709 in linear light.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import OutputError
from autoedit.model.media import Transfer
from autoedit.whole import held_folder

SIZE = 33
WHITE_NITS = 203.0
PEAK_NITS = 1000.0
DISPLAY_GAMMA = 2.4  # BT.1886

_TO_BT709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])  # BT.2087
_LUMA_2020 = np.array([0.2627, 0.6780, 0.0593])


def sdr(code: NDArray[np.float64], transfer: Transfer) -> NDArray[np.float64]:
    """BT.2020 code values to BT.709 ones.

    Args:
        code: [..., 3], 0..1.
        transfer: PQ or HLG.
    """
    light = np.maximum(_pq_nits(code) if transfer is Transfer.PQ else _hlg_nits(code), 0.0) / WHITE_NITS
    luma = light @ _LUMA_2020
    peak = PEAK_NITS / WHITE_NITS
    mapped = luma * (1 + luma / peak**2) / (1 + luma)
    scaled = light * np.divide(mapped, luma, out=np.zeros_like(luma), where=luma > 0)[..., None]
    linear = np.clip(scaled @ _TO_BT709.T, 0.0, 1.0)
    return np.asarray(linear ** (1 / DISPLAY_GAMMA))


@contextmanager
def table(transfer: Transfer) -> Iterator[Path]:
    """The table as a .cube file in the temporary folder, for as long as a filter takes to read it.

    Raises:
        OutputError: it cannot be written.
    """
    with ExitStack() as held:
        place = Path(tempfile.gettempdir())
        try:
            file = held.enter_context(held_folder(place)) / f"{transfer}.cube"
            file.write_text(_cube(transfer), encoding="ascii")
        except OSError as error:
            reason = f"HDR pictures need a table there ({error.strerror})"
            raise OutputError(place, reason, "Free some space, or name another folder in TMPDIR.") from error
        yield file


@cache
def _cube(transfer: Transfer) -> str:
    axis = np.linspace(0.0, 1.0, SIZE)
    # A cube file counts red fastest.
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    values = sdr(np.stack([red, green, blue], axis=-1).reshape(-1, 3), transfer)
    lines = [f"LUT_3D_SIZE {SIZE}", *(" ".join(f"{part:.6f}" for part in row) for row in values)]
    return "\n".join(lines) + "\n"


def _pq_nits(code: NDArray[np.float64]) -> NDArray[np.float64]:
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    power = code ** (1 / m2)
    return np.asarray(10000.0 * (np.maximum(power - c1, 0.0) / (c2 - c3 * power)) ** (1 / m1))


def _hlg_nits(code: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    luma = scene @ _LUMA_2020
    return np.asarray(PEAK_NITS * np.maximum(luma, 1e-9)[..., None] ** 0.2 * scene)
