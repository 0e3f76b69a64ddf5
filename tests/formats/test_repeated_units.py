"""Rows whose unit stood before are found however far apart they are, the first of them first."""

from contextlib import ExitStack

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.formats.listed import MOST_PROBLEMS
from egov_readiness.formats.repeated_units import RepeatedUnits


def found_in(batches):
    with ExitStack() as files:
        units = RepeatedUnits(files)
        number = 2
        for hashes in batches:
            numbers = np.arange(number, number + len(hashes))
            units.add(np.array(hashes, np.int64), numbers)
            number += len(hashes)
        return units.first()


@given(st.lists(st.lists(st.integers(-130, 130) | st.integers(-(2**63), 2**63 - 1), max_size=6)))
def test_every_row_but_the_first_of_its_hash_is_counted(batches):
    every = [number for hashes in batches for number in hashes]
    hashes, count = found_in(batches)
    assert count == len(every) - len({*every})
    assert hashes == {number for number in every if every.count(number) > 1}


def test_of_many_only_the_first_rows_are_named():
    last = 10 * MOST_PROBLEMS
    hashes, count = found_in([range(last), range(last), range(last)])
    assert count == 2 * last
    assert hashes == {*range(MOST_PROBLEMS)}


def test_a_run_that_is_ended_while_the_folder_is_looked_for_ends_as_it_was_asked(monkeypatch):
    def asked_to_end():
        raise KeyboardInterrupt

    # Where no folder was asked for yet, it is looked for by writing to it, which takes a while.
    monkeypatch.setattr("egov_readiness.formats.repeated_units.gettempdir", asked_to_end)
    with pytest.raises(KeyboardInterrupt):
        found_in([range(10)])


def test_a_temporary_file_that_does_not_fit_on_the_disk_is_named(monkeypatch, tmp_path):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as refused:
            found_in([range(64_000), range(64_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.value.filename == str(tmp_path)
