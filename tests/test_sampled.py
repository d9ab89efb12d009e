"""What CI leaves out: never a test, only cases of one that has very many."""

from types import SimpleNamespace

from tests.sampled import MANY, some_of


def cases(name: str, count: int) -> list:
    return [SimpleNamespace(nodeid=f"tests/test_x.py::{name}[{number}]") for number in range(count)]


def test_few_cases_are_all_taken():
    few = cases("test_few", MANY - 1)
    assert some_of(few, 4) == few


def test_of_many_one_in_four_is_taken_and_other_ones_of_other_tests():
    families = [cases(f"test_page_{number}", 100) for number in range(8)]
    taken = [{each.nodeid.partition("[")[2] for each in some_of(family, 4)} for family in families]
    assert [len(each) for each in taken] == [25] * 8
    assert set().union(*taken) == {f"{number}]" for number in range(100)}


def test_order_stays_and_without_a_share_nothing_is_left_out():
    mixed = [each for pair in zip(cases("test_a", 40), cases("test_b", 40), strict=True) for each in pair]
    assert some_of(mixed, 1) == mixed
    taken = some_of(mixed, 4)
    assert [each for each in mixed if each in taken] == taken
