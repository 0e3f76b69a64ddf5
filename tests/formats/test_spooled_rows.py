"""Rows come out sorted, whatever order they went in, and nothing is left on disk."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from egov_readiness.formats import spooled_rows
from egov_readiness.formats.spooled_rows import Said, SpooledRows

texts = st.text(st.characters(codec="utf-8"), max_size=3)
runs = st.lists(
    st.lists(st.builds(Said, texts, texts, st.integers(2, 99), st.binary()), max_size=5)
)


@given(runs)
def test_rows_come_out_as_they_would_sorted_in_memory(rows):
    with SpooledRows() as spooled:
        for run in rows:
            spooled.add(run)
        assert [*spooled.in_order()] == sorted(row for run in rows for row in run)


def test_a_run_is_read_a_few_rows_at_a_time_and_gone_afterwards(monkeypatch, tmp_path):
    monkeypatch.setattr(spooled_rows, "_TOGETHER", 2)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rows = [Said(unit, "", number, b"") for number, unit in enumerate("edcba")]
    with SpooledRows() as spooled:
        spooled.add(rows)
        spooled.add(rows[:1])
        assert [row.unit for row in spooled.in_order()] == [*"abcdee"]
        assert [*Path(tmp_path).iterdir()] != []
    assert [*Path(tmp_path).iterdir()] == []
