"""Values to JSON text that any program reads and no terminal obeys."""

from __future__ import annotations

import json
import re
from typing import Any

# Controls that JSON lets stand, what ends a line or turns its direction on a terminal, and what stands for bytes of a file's
# name that are no UTF-8. All of them read back as they were.
_SPELT = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def json_text(value: Any) -> str:
    """The text: sorted keys, letters of every script as they are."""
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return _SPELT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
