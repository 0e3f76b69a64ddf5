import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import asdict, evolve, frozen

from egov_readiness.later import Later, made_later, maker_of


@frozen(kw_only=True)
class Sum(Later):
    numbers: tuple[int, ...] = ()
    total: int = 0


def later(numbers, made=None):
    def total():
        if made is not None:
            made.append(numbers)
        return sum(numbers)

    return made_later(Sum(numbers=numbers), total=total)


def test_a_field_is_made_when_it_is_asked_for_and_only_once():
    made = []
    thing = later((1, 2), made)
    assert made == []
    assert (thing.total, thing.total) == (3, 3)
    assert made == [(1, 2)]
    assert thing.not_made_yet == ()


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
    assert found.not_made_yet == ()


def test_a_name_that_is_no_field_is_refused():
    with pytest.raises(AttributeError, match="totl"):
        _ = later((1, 2)).totl


def test_a_field_that_is_given_anew_is_not_made():
    made = []
    changed = evolve(later((1, 2), made), total=5)
    assert (changed.total, made) == (5, [])
    assert evolve(later((1, 2)), numbers=(7,)) == Sum(numbers=(7,), total=3)


def test_what_makes_a_field_is_none_of_the_fields():
    assert asdict(later((1, 2))) == {"numbers": (1, 2), "total": 3}


def test_what_gives_a_field_gives_it_whether_or_not_it_was_made():
    thing = later((1, 2))
    give = maker_of(thing, "total")
    assert thing.not_made_yet == ("total",)
    assert give() == thing.total == maker_of(thing, "total")() == 3


def test_an_object_whose_field_could_not_be_made_can_be_asked_again():
    def fail():
        if not tries:
            tries.append(1)
            raise KeyError("x")
        return 3

    tries = []
    thing = made_later(Sum(), total=fail)
    with pytest.raises(KeyError):
        _ = thing.total
    assert thing.total == 3


def test_a_name_that_is_missing_while_a_field_is_made_is_no_missing_field():
    thing = made_later(Sum(), total=lambda: (0).nothing)
    with pytest.raises(RuntimeError, match="nothing"):
        hasattr(thing, "total")


def test_threads_that_ask_together_are_all_answered():
    with ThreadPoolExecutor(8) as threads:
        for _ in range(50):
            thing = later(tuple(range(100)))
            found = threads.map(lambda _, thing=thing: thing.total, range(8))
            assert {*found} == {sum(range(100))}
