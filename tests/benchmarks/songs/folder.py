"""Songs as files: made side by side, kept for the next run when a folder is named, made anew when the generator has changed."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from hashlib import blake2b
from multiprocessing import get_context
from pathlib import Path

import soundfile

from tests.benchmarks.songs.pieces import Order, made, orders
from tests.benchmarks.songs.truth import RATE, Truth, read_truth, write_truth

WORKERS = 2
Song = tuple[Path, Truth]


def generated_songs(folder: Path, seed: int, *, kinds: frozenset[str] = frozenset(), workers: int = WORKERS) -> tuple[Song, ...]:
    """Every song of a seed in a folder, NAME.wav beside NAME.json.

    Args:
        kinds: only these; none is all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [order for order in orders(seed) if not kinds or order.kind in kinds]
    stamp = _stamp(seed)
    known = folder / "made-by"
    kept = {} if not known.is_file() or known.read_text() != stamp else _kept(folder)
    missing = [order for order in wanted if order.number not in kept]
    if not kept:
        for file in (*folder.glob("*-*.wav"), *folder.glob("*-*.json")):
            file.unlink()
    known.write_text(stamp)
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        fresh = dict(zip((order.number for order in missing), pool.map(_written, missing, [folder] * len(missing)), strict=True))
    songs = kept | fresh
    return tuple((folder / f"{songs[order.number].name}.wav", songs[order.number]) for order in wanted)


def _kept(folder: Path) -> dict[int, Truth]:
    found = {}
    for file in sorted(folder.glob("*-*.json")):
        if file.with_suffix(".wav").is_file():
            found[int(file.name[:2])] = read_truth(file)
    return found


def _written(order: Order, folder: Path) -> Truth:
    wave, truth = made(order)
    soundfile.write(folder / f"{truth.name}.wav", wave, RATE, subtype="PCM_16")
    write_truth(folder / f"{truth.name}.json", truth)
    return truth


def _stamp(seed: int) -> str:
    """What tells one generator from another: its text and the seed."""
    text = blake2b(str(seed).encode(), digest_size=12)
    here = Path(__file__).parent
    for file in sorted([*here.glob("*.py"), *here.glob("*.toml")]):
        if not file.name.startswith("test_") and file.stem not in ("noises", "marking"):
            text.update(file.read_bytes())
    return text.hexdigest()
