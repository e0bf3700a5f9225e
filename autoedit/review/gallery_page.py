"""The gallery as one HTML file that works from disk: moving pictures are inside it, and nothing is fetched."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from autoedit.render.picture import Frame
from autoedit.render.transitions.catalogue import Entry
from autoedit.render.transitions.settings import Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """How a preview moves: its width in pixels if it is 16:9, frames of the transition, milliseconds of each and of both ends."""

    width: int = 320
    frames: int = 24
    frame_ms: int = 50
    still_ms: int = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A transition as a moving WebP, and its middle as one that stands still."""

    moving: bytes
    still: bytes


MOVING = Moving()
# Bytes of all previews before they are written as text, which takes a third more: the page stays below 5 MB.
MOST_BYTES = 3_500_000
# WebP's qualities and how many times smaller the previews are, tried in this order until they are small enough.
EFFORTS = ((70, 1), (50, 1), (30, 1), (30, 2), (10, 4))

_STYLE = """
:root { color-scheme: light dark; --paper: #f6f5f2; --card: #fff; --ink: #1d1d1f; --soft: #66645f; --line: #ddd9d0; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #17171a; --card: #222226; --ink: #ecebe6; --soft: #a3a19a; --line: #37373c; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem clamp(1rem, 4vw, 3rem); background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.6rem; }
p { margin: .35rem 0 .6rem; }
.lead { color: var(--soft); max-width: 46rem; margin-bottom: 1.6rem; }
main { display: grid; gap: 1.2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
article > div { padding: .7rem 1rem 1rem; }
img { display: block; width: 100%; height: auto; }
h2 { margin: 0; font: 600 1.05rem ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
td, th { text-align: left; vertical-align: top; padding: .15rem .6rem .15rem 0; border-top: 1px solid var(--line);
  font-weight: 400; overflow-wrap: anywhere; }
th { font-family: ui-monospace, monospace; }
code { font-family: ui-monospace, monospace; }
.soft { color: var(--soft); }
"""


def page(transitions: Sequence[tuple[Entry, Drawing]], a: Frame, b: Frame) -> str:
    """The page.

    Args:
        transitions: what is shown, and how it is drawn.
        a, b: the two pictures, of one size.
    """
    previews = _previews([drawing for _, drawing in transitions], a, b)
    height, width = a.shape[:2]
    cards = "\n".join(_card(entry, preview, width, height) for (entry, _), preview in zip(transitions, previews, strict=True))
    count = len(transitions)
    example = json.dumps({"kind": "wipe", "in_frames": 12, "out_frames": 12, "settings": {"angle": 90}})
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Transitions - autoedit</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{count} {"transition" if count == 1 else "transitions"}</h1>
<p class="lead">Each between the same two pictures. In an edit list one stands between two clips of the picture track, with
settings where the usual ones will not do: <code>{escape(example)}</code></p>
<main>
{cards}
</main>
</body>
</html>
"""


def _card(entry: Entry, preview: Preview, width: int, height: int) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(one.name)}</th><td>{escape(_default(one.default))}</td>'
        f'<td class="soft">{escape(one.told)}</td></tr>'
        for one in entry.settings
    )
    settings = f"<table>{rows}</table>" if rows else '<p class="soft">It has no settings.</p>'
    size = f'width="{width}" height="{height}"'
    # Whoever has asked for less motion sees the middle of it.
    return f"""<article>
<picture><source media="(prefers-reduced-motion: reduce)" srcset="{_data(preview.still)}">
<img src="{_data(preview.moving)}" {size} alt="{escape(entry.kind)} from one picture to the other"></picture>
<div><h2>{escape(entry.kind)}</h2><p>{escape(entry.told)}</p>{settings}</div>
</article>"""


def _default(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, int | float) else value


def _previews(drawings: Sequence[Drawing], a: Frame, b: Frame) -> list[Preview]:
    """Each transition, at the best quality at which the page is not too large."""
    progresses = [(frame + 0.5) / MOVING.frames for frame in range(MOVING.frames)]
    films = [[a, *(drawing(a, b, progress) for progress in progresses), b] for drawing in drawings]
    found: list[Preview] = []
    for quality, times in EFFORTS:
        found = [_preview(film, quality, times) for film in films]
        if sum(len(one.moving) + len(one.still) for one in found) <= MOST_BYTES:
            break
    return found


def _preview(film: Sequence[Frame], quality: int, times: int) -> Preview:
    from PIL import Image

    pictures = [Image.fromarray(picture).reduce(times) for picture in film]
    lengths = [MOVING.still_ms, *[MOVING.frame_ms] * (len(film) - 2), MOVING.still_ms]
    moving, still = io.BytesIO(), io.BytesIO()
    pictures[0].save(
        moving, "WEBP", save_all=True, append_images=pictures[1:], duration=lengths, loop=0, quality=quality, method=2
    )
    pictures[len(pictures) // 2].save(still, "WEBP", quality=quality)
    return Preview(moving=moving.getvalue(), still=still.getvalue())


def _data(picture: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(picture).decode('ascii')}"
