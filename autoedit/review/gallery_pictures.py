"""A picture of the user's for the gallery: a photograph, or the middle frame of a film; opened without trusting it."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np

from autoedit.errors import UnreadableMedia, at
from autoedit.media.conform import Conform, Fit
from autoedit.media.decode import pictures
from autoedit.media.guard import MAX_PIXELS
from autoedit.media.probe import probe
from autoedit.render.picture import Frame

# The kinds of photograph that are opened: Pillow knows some dozens more, most of them seldom used and seldom tested.
FORMATS = ("PNG", "JPEG", "WEBP")
# No gallery shows more; what is larger is made smaller at once.
LONGEST_SIDE = 1920
_REMEDY = "Give a PNG, JPEG or WebP picture, or a film."


@at("draw")
def gallery_picture(path: str | Path) -> Frame:
    """A photograph, upright, or the middle frame of a film.

    Raises:
        MediaNotFound, UnreadableMedia, NoPicture: it is not there, or cannot be shown.
    """
    file = Path(path)
    found = _photograph(file) if file.is_file() else None
    return found if found is not None else _middle_frame(file)


def fitted(picture: Frame, width: int, height: int) -> Frame:
    """A picture brought to a size; what does not fit its shape is cut off evenly."""
    from PIL import Image, ImageOps

    if picture.shape[:2] == (height, width):
        return picture
    return np.asarray(ImageOps.fit(Image.fromarray(picture), (width, height), Image.Resampling.LANCZOS), np.uint8)


def _photograph(file: Path) -> Frame | None:
    """The picture, or None where the file is no photograph at all.

    Raises:
        UnreadableMedia: it is one, but damaged or too large.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        # Pillow warns of what it thinks is too large, which is decided here, and of broken notes beside the picture.
        with warnings.catch_warnings(action="ignore"), Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UnreadableMedia(file, f"its picture of {image.width}x{image.height} is larger than 8K", _REMEDY)
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except UnidentifiedImageError:
        return None
    except Image.DecompressionBombError as error:
        raise UnreadableMedia(file, "its picture is larger than 8K", _REMEDY) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        # What Pillow's readers raise for broken files, by reader.
        raise UnreadableMedia(file, f"the picture is damaged ({error})", _REMEDY) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return np.array(upright, np.uint8)


def _middle_frame(file: Path) -> Frame:
    media = probe(file)
    # A film without a picture is told by ``pictures``.
    start = media.video.start + media.video.duration / 2 if media.video is not None else None
    found = next(iter(pictures(media, start=start)), None) or next(iter(pictures(media)), None)
    if found is None or media.video is None:
        raise UnreadableMedia(file, "none of its frames can be decoded", _REMEDY)
    smaller = min(1.0, LONGEST_SIDE / max(media.video.width, media.video.height))
    width, height = (max(2, round(side * smaller / 2) * 2) for side in (media.video.width, media.video.height))
    return Conform(media.video, width, height, Fit.FILL).rgb(found.frame)
