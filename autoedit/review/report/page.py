"""The report as one HTML file that works from disk: pictures are inside it, nothing is fetched, and scripts add only comfort.

Its policy lets in one style sheet and one script, by their digests, and pictures that are inside: whatever a file is called,
nothing of it can run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from importlib.resources import files

from autoedit.review.report.clips import clips, shown_rivals
from autoedit.review.report.footage import footage
from autoedit.review.report.head import certificate, film_name, head
from autoedit.review.report.markup import Places, shown, words
from autoedit.review.report.strip import strip, strip_css
from autoedit.review.report.values import Report, Seen, Size, Wanted

KEYS = "Arrow keys go from clip to clip, Enter opens one, Escape closes it."


def page(report: Report, seen: Seen, sizes: Mapping[Size, tuple[int, int]]) -> str:
    """The page.

    Args:
        sizes: width and height of large and small pictures.
    """
    places = Places(report.edit_list.timeline.frames)
    thumbnails = shown_rivals(report.clips, seen)
    main = _main(report, seen, sizes, places, thumbnails)
    style = _file("style.css") + _shape(sizes) + strip_css(len(report.clips)) + places.css
    script = _file("script.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    title = escape(shown(film_name(report)))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title} - autoedit report</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<a class="skip" href="#clips">Skip to the clips</a>
{_drawn_once(thumbnails, seen, sizes[Size.SMALL])}
{head(report)}
{_nav(report)}
<main>
{main}
</main>
<footer>
<p>Written by {words(report.edit_list.made_by)}. Nothing in this page comes from elsewhere, and nothing leaves it.</p>
<p class="unseen" id="said" role="status"></p>
</footer>
<script>{script}</script>
</body>
</html>
"""


def _main(
    report: Report, seen: Seen, sizes: Mapping[Size, tuple[int, int]], places: Places, thumbnails: Mapping[Wanted, str]
) -> str:
    small = sizes[Size.SMALL]
    parts = [
        _section("film", "The film", _zoom() + strip(report, seen, places, small)),
        _section("clips", "Clips", f'<p class="lead keys">{KEYS}</p>' + clips(report, seen, sizes, thumbnails)),
        _section("footage", "Footage", footage(report, seen, small)),
    ]
    if report.certificate is not None:
        parts.append(_section("certificate", "Certificate", certificate(report.certificate)))
    return "\n".join(parts)


def _section(name: str, title: str, inside: str) -> str:
    return f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{title}</h2>\n{inside}\n</section>'


def _nav(report: Report) -> str:
    names = ["film", "clips", "footage", *(["certificate"] if report.certificate is not None else [])]
    links = "".join(f'<li><a href="#{name}">{"The film" if name == "film" else name.capitalize()}</a></li>' for name in names)
    return f'<nav aria-label="Parts of the report"><ul>{links}</ul></nav>'


def _zoom() -> str:
    return (
        '<div class="zoom" role="group" aria-label="Zoom of the strip"><button type="button" data-zoom="0.6667" '
        'aria-label="Smaller">−</button><button type="button" data-zoom="0">Fit</button><button type="button" data-zoom="1.5" '
        'aria-label="Larger">+</button></div>'
    )


def _drawn_once(thumbnails: Mapping[Wanted, str], seen: Seen, size: tuple[int, int]) -> str:
    """The runners-up's pictures, which one film shows many times."""
    width, height = size
    stills = {name: still for wanted, still in seen.stills.items() if (name := thumbnails.get(wanted))}
    symbols = "".join(
        f'<symbol id="{name}" viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'href="data:image/jpeg;base64,{base64.b64encode(still.jpeg).decode("ascii")}"/></symbol>'
        for name, still in sorted(stills.items())
    )
    # Where a defect lies is hatched: a colour alone says nothing to whoever cannot tell it.
    hatch = (
        '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0V6" class="hatch"/></pattern>'
    )
    return f'<svg class="store" width="0" height="0" aria-hidden="true"><defs>{hatch}{symbols}</defs></svg>'


def _shape(sizes: Mapping[Size, tuple[int, int]]) -> str:
    """Pictures keep the film's shape; those of upright films are narrower."""
    width, height = sizes[Size.LARGE]
    return f":root{{--shape:{width}/{height};--across:{min(1.0, width / height / (16 / 9)):.4f}}}\n"


def _file(name: str) -> str:
    return files(__package__ or __name__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
