import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve, frozen

from egov_readiness.later import Later


@frozen(kw_only=True)
class Sum(Later):
    numbers: tuple[int, ...] = ()
    total: int = 0


def later(numbers, made=None):
    def total():
        if made is not None:
            made.append(numbers)
        return sum(numbers)

    return Sum(numbers=numbers, later={"total": total})


def test_a_field_is_made_when_it_is_asked_for_and_only_once():
    made = []
    thing = later((1, 2), made)
    assert made == []
    assert (thing.total, thing.total) == (3, 3)
    assert made == [(1, 2)]
    assert thing.later == {}


def test_it_cannot_be_told_whether_a_field_was_made_at_once():
    at_once = Sum(numbers=(1, 2), total=3)
    assert later((1, 2)) == at_once
    assert hash(later((1, 2))) == hash(at_once)
    assert repr(later((1, 2))) == repr(at_once)
    assert later((1, 3)) != at_once


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, evolve, lambda thing: pickle.loads(pickle.dumps(thing))],
)
def test_a_copy_is_whole_and_takes_nothing_along_that_makes_it(copied):
    found = copied(later((1, 2)))
    assert found == Sum(numbers=(1, 2), total=3)
    assert found.later == {}


def test_a_name_that_is_no_field_is_refused():
    with pytest.raises(AttributeError, match="totl"):
        _ = later((1, 2)).totl


def test_what_makes_a_field_is_the_object_s_own():
    given = {"total": lambda: 3}
    thing = Sum(later=given)
    assert thing.total == 3
    assert [*given] == ["total"]


def test_threads_that_ask_together_are_all_answered():
    with ThreadPoolExecutor(8) as threads:
        for _ in range(50):
            thing = later(tuple(range(100)))
            found = threads.map(lambda _, thing=thing: thing.total, range(8))
            assert {*found} == {sum(range(100))}
