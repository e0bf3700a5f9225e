"""Public builders of media with known truth, independent readers of films, and conformance checks for plugins."""

from autoedit.testing.conformance import check_transition
from autoedit.testing.films import Camera, film, numbered_film, shots_film
from autoedit.testing.numbers import LARGEST, numbered_picture, read_number
from autoedit.testing.readback import ShownFrame, film_numbers, film_pictures, film_samples
from autoedit.testing.sounds import Sound, click_places, clicks, noise, tone, write_wav

__all__ = [
    "LARGEST",
    "Camera",
    "ShownFrame",
    "Sound",
    "check_transition",
    "click_places",
    "clicks",
    "film",
    "film_numbers",
    "film_pictures",
    "film_samples",
    "noise",
    "numbered_film",
    "numbered_picture",
    "read_number",
    "shots_film",
    "tone",
    "write_wav",
]
