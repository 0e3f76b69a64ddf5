"""What the command line writes is harmless and readable."""

from egov_readiness.cli.output import harmless, list_problems, rendered
from egov_readiness.errors import Problem
from egov_readiness.report.tables import TextTable


def test_no_text_commands_the_terminal():
    assert harmless("a\x1b[31mb\nc") == "a\N{REPLACEMENT CHARACTER}[31mb\nc"


def test_problems_are_listed_and_counted(capsys):
    list_problems([Problem("a", "p", "first"), Problem("b", "p", "second")])
    assert capsys.readouterr().err.splitlines()[-1] == "2 problems"


def test_a_table_without_rows_is_its_title_and_note():
    assert rendered([TextTable("Title", ("A",), (), note="Nothing.")], terminal=False) == (
        "Title\nNothing.\n"
    )
