"""The options about titles."""

from __future__ import annotations

from typing import Annotated, get_args, get_origin

import pytest

from autoedit.cli import titles


def test_a_backslash_and_an_n_begin_a_new_line_since_shells_give_no_other():
    wishes = titles.wishes_of(r"Harbour, June\nA film", "The end\nfor now", None, None)

    assert (wishes.opening, wishes.end_card) == ("Harbour, June\nA film", "The end\nfor now")


def test_what_is_not_said_is_left_to_the_edit_list():
    assert titles.wishes_of(None, None, None, None).is_empty


@pytest.mark.parametrize(
    ("option", "flag"),
    [("TitleOption", "--title"), ("EndCardOption", "--end-card"), ("CaptionsOption", "--captions"), ("FontOption", "--font")],
)
def test_every_option_says_what_it_does(option: str, flag: str):
    alias = getattr(titles, option)
    _, told = get_args(alias)

    assert get_origin(alias) is Annotated and told.help
    assert flag in (told.default, *told.param_decls)
