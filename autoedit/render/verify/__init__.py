"""Whether a finished film is the film that was planned, drawn and mixed.

the file -> shown -> Shown ─┐
plan, drawings, mix -> Meant ┴-> certify -> Certificate -> refuse
"""

from autoedit.render.verify.certificate import Certificate, Check, Severity, refuse
from autoedit.render.verify.certify import certify
from autoedit.render.verify.complete import verify
from autoedit.render.verify.meant import Meant
from autoedit.render.verify.shown import Heard, Shown, hear, shown

__all__ = [
    "Certificate",
    "Check",
    "Heard",
    "Meant",
    "Severity",
    "Shown",
    "certify",
    "hear",
    "refuse",
    "shown",
    "verify",
]
