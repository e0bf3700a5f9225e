"""What every generated transition shares: its ends are the pictures themselves, and a setting may be found beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

import numpy as np

from autoedit.render.picture import Frame

Drawn = TypeVar("Drawn", bound=Callable[..., Frame])
# Looks at both pictures as they are at the cut and gives settings.
Prepare = Callable[[Frame, Frame], Mapping[str, float | str]]


def exact_ends(transition: Drawn) -> Drawn:
    """The transition with progress 0 exactly a and 1 exactly b; in between it is given pictures that lie whole in memory."""

    @wraps(transition)
    def drawn(a: Frame, b: Frame, progress: float, **settings: Any) -> Frame:
        if progress <= 0 or progress >= 1:
            # A copy: whoever draws a title over the frame must not draw into the clip's own picture.
            return np.array(a if progress <= 0 else b, order="C")
        return transition(np.ascontiguousarray(a), np.ascontiguousarray(b), progress, **settings)

    return cast("Drawn", drawn)


def prepared_by(prepare: Prepare) -> Callable[[Drawn], Drawn]:
    """Mark a transition whose settings a function can find in the pictures; what the edit list says still rules."""

    def marked(transition: Drawn) -> Drawn:
        transition.prepare = prepare  # type: ignore[attr-defined]  # functions take attributes; Callable does not say so
        return transition

    return marked
