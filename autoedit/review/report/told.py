"""What page and sheet say in the same words: why a clip is there, what leads into it, how its sound reaches beyond it."""

from __future__ import annotations

from autoedit.model.timeline import Transition
from autoedit.review.report.markup import many, sentence
from autoedit.review.report.values import ClipStory

# What plans write for a clip that begins the film, and for one whose action lies on its own cut.
OPENS, OWN = "the start of the film", "the cut's own beat"


def because(story: ClipStory) -> str:
    """Why a clip is there, in the one line that is read first."""
    reason = story.clip.reason
    if reason is None:
        return story.person[0] if story.person else "A person put it there."
    if not reason.cut_on:
        return sentence(reason.text)
    cut = "It opens the film" if reason.cut_on == OPENS else f"Cut on {reason.cut_on}"
    if not reason.hit:
        return f"{cut}."
    return f"{cut}; its action meets {'that beat' if reason.hit == OWN else reason.hit}."


def transition_told(transition: Transition) -> str:
    """A transition in words."""
    why = f": {transition.reason}" if transition.reason else ""
    return f"{transition.kind.replace('_', ' ')}, {many(transition.frames, 'frame')}{why}"


def sound_told(leads: int, trails: int) -> str:
    """How a sound reaches beyond its picture."""
    before = f", heard {many(leads, 'frame')} before it is seen (a J-cut)" if leads > 0 else ""
    after = f", heard {many(trails, 'frame')} after it is seen (an L-cut)" if trails > 0 else ""
    return before + after
