from fractions import Fraction

import pytest

from autoedit.plan.format import commonest_rate, commonest_size
from tests.plan.values import media
from tests.properties.rates import NTSC, NTSC_FAST, NTSC_FILM, PAL


def test_the_film_runs_at_the_rate_most_files_have():
    files = [media("a", rate=NTSC), media("b", rate=PAL, seconds=900), media("c", rate=NTSC)]

    assert commonest_rate(files) == NTSC


def test_a_tie_of_rates_goes_to_the_one_with_more_footage():
    files = [media("a", rate=PAL, seconds=10), media("b", rate=NTSC_FILM, seconds=11)]

    assert commonest_rate(files) == NTSC_FILM


def test_a_tie_that_footage_does_not_settle_goes_to_the_first_file():
    files = [media("a", rate=NTSC_FAST), media("b", rate=PAL)]

    assert commonest_rate(files) == NTSC_FAST
    assert commonest_rate(files[::-1]) == PAL


@pytest.mark.parametrize("rate", [Fraction(15), Fraction(120), Fraction(240)])
def test_a_rate_no_film_should_run_at_does_not_count(rate: Fraction):
    files = [media("a", rate=rate), media("b", rate=rate), media("c", rate=NTSC)]

    assert commonest_rate(files) == NTSC


def test_footage_of_such_rates_alone_gives_a_film_at_25():
    assert commonest_rate([media("a", rate=Fraction(240))]) == 25


def test_the_film_has_the_upright_size_most_files_have():
    files = [media("a", size=(1920, 1080)), media("b", size=(1080, 1920), seconds=5), media("c", size=(1080, 1920), seconds=5)]

    assert commonest_size(files) == (1080, 1920)


def test_a_tie_of_sizes_goes_to_the_one_with_more_footage():
    files = [media("a", size=(1920, 1080), seconds=10), media("b", size=(1280, 720), seconds=60)]

    assert commonest_size(files) == (1280, 720)


def test_an_odd_size_is_made_even():
    assert commonest_size([media("a", size=(853, 481))]) == (852, 480)
