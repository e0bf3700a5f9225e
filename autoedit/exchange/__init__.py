"""The film in other programs' formats, written and read back: edit list -> sequence -> file -> decisions."""
