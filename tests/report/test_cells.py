from datetime import date

import egov_readiness as egov
from egov_readiness.analysis import Timeliness
from egov_readiness.report.cells import counted, joined, limited_points
from egov_readiness.report.wording import Wording


def test_points_without_a_limit_say_so():
    wording = Wording("en", egov.load_rulebook("lam-dong-2009"), date(2009, 6, 11))
    assert (limited_points(None, wording), limited_points(12.25, wording)) == ("no limit", "12.3")


def test_no_names_are_a_dash():
    assert (joined(()), joined(iter("ab"))) == ("–", "a, b")


def test_kinds_are_counted_in_the_order_given():
    late, due = Timeliness.LATE, Timeliness.OVERDUE
    assert counted("timeliness", [late, due, late]) == "late: 2, overdue: 1"
    assert counted("timeliness", []) == ""
