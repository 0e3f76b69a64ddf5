from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from egov_readiness import __version__
from egov_readiness.sphinxext import setup

SCHEME = """\
id = "ours"
version = "1"
standing = "illustrative"
title = { en = "Ours <script>alert(1)</script> *x*", vi = "Của ta" }
languages = ["en", "vi"]
scale = 100

[[document]]
id = "1/QĐ"
title = { en = "Decision", vi = "Quyết định" }

[[group]]
code = "all"
title = { en = "All", vi = "Tất cả" }
band_order = "best_first"
needs = 0.5
missing = "zero"
modifiers = [
  { kind = "cap", at_most = 0.9 },
  { kind = "floor", at_least = 0.1 },
  { kind = "gate", node = "meetings", below = 0.5, limit = 0.3, since = 2012-01-01 },
  { kind = "gate", node = "head", at_most = 0, limit = 0, until = 2014-01-01 },
]

[[indicator]]
code = "meetings"
parent = "all"
weight = 2
title = { en = "Meetings", vi = "Số cuộc họp" }
description = { en = "Meetings a year.", vi = "Số cuộc họp trong năm." }
method = { kind = "steps", of = 20, steps = [{ at_least = 4, gives = 20 }, { gives = 0 }] }
cites = { document = "1/QĐ", clause = "Điều 2" }

[[indicator]]
code = "head"
parent = "all"
title = { en = "Head", vi = "Trưởng ban" }
method = { kind = "options", of = 10, options = { "Chủ tịch" = 10, "Không" = 0 } }
applies_to = { levels = ["district"] }

[[indicator]]
code = "reach"
parent = "all"
title = { en = "Reach", vi = "Kết nối" }
measure = { name = "infrastructure.reach", kind = "lan" }
method = { kind = "goalposts", worst = 0, best = 0.9 }
range = "0..1"
evidence = { en = "Inventory.", vi = "Bảng kê." }

[[band]]
result = "all"
code = "good"
title = { en = "Good", vi = "Tốt" }
at_least = 85

[[band]]
result = "all"
code = "rest"
title = { en = "Rest", vi = "Còn lại" }
below = 85
"""


@pytest.fixture
def build(tmp_path: Path):
    """Build a page with the directive; return its HTML and the warnings."""

    def run(body: str, scheme: str = SCHEME) -> tuple[str, str]:
        source = tmp_path / "source"
        source.mkdir()
        (source / "conf.py").write_text("extensions = ['egov_readiness.sphinxext']\n")
        (source / "index.rst").write_text(f"Page\n====\n\n{body}\n", encoding="utf-8")
        (source / "ours.toml").write_text(scheme, encoding="utf-8")
        warnings = tmp_path / "warnings"
        with warnings.open("w", encoding="utf-8") as stream:
            out = tmp_path / "out"
            with docutils_namespace():
                app = Sphinx(
                    source, source, out, tmp_path / "trees", "html", status=None, warning=stream
                )
                app.build()
        html = (out / "index.html").read_text(encoding="utf-8")
        return html, warnings.read_text(encoding="utf-8")

    return run


def test_a_rulebook_is_printed_with_everything_that_decides_a_point(build):
    html, warnings = build(".. rulebook:: ours.toml")
    assert warnings == ""
    for part in (
        "It is not an official scheme",
        "Meetings a year.",
        "20 of 20",
        "Chủ tịch",
        "infrastructure.reach(kind = lan)",
        "Inventory.",
        "1/QĐ, Điều 2",
        "at least 85",
        "at most 90%",
        "While the attainment of “Meetings” is below 0.5, the attainment here is at most 30%",
        "While the attainment of “Head” is 0 or less, the attainment here is at most 0%",
        "since 2012-01-01",
        "until before 2014-01-01",
        "i runs over the parts that apply",
        "0 to 1",
        "district",
        'id="rulebook-ours-meetings"',
        r"\frac{x - 0}{0.9 - 0}",
    ):
        assert part in html, part


def test_it_is_printed_in_vietnamese(build):
    html, warnings = build(".. rulebook:: ours.toml\n   :lang: vi")
    assert warnings == ""
    for part in (
        "Số cuộc họp trong năm.",
        "không phải bộ chỉ số chính thức",
        "từ 85",
        "Bảng kê.",
        "từ 01/01/2012",
        "Khi mức đạt của “Số cuộc họp” dưới 0,5, mức đạt ở đây không quá 30%",
        "từ 0 đến 1",
        "cấp huyện",
    ):
        assert part in html, part
    assert 'id="rulebook-ours-vi-meetings"' in html


def test_texts_of_a_rulebook_are_never_markup(build):
    html, _ = build(".. rulebook:: ours.toml")
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;" in html
    assert "*x*" in html


@pytest.mark.parametrize("name", ["un-egdi", "lam-dong-2009"])
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_packaged_rulebook_is_printed_without_a_warning(build, name, lang):
    html, warnings = build(f".. rulebook:: {name}\n   :lang: {lang}")
    assert warnings == ""
    assert name in html


def test_problems_of_a_rulebook_are_warnings_with_their_place(build):
    html, warnings = build(
        ".. rulebook:: ours.toml", SCHEME.replace('parent = "all"', 'parent = "al"')
    )
    assert "ours.toml:indicator[meetings].parent" in warnings
    assert "unknown-parent" in warnings
    assert "Meetings" not in html


def test_an_unknown_rulebook_or_language_is_said(build):
    _, warnings = build(".. rulebook:: un-egdy")
    assert "un-egdi" in warnings


def test_pages_may_be_built_in_parallel():
    class App:
        def add_directive(self, name, directive):
            self.added = (name, directive)

    app = App()
    assert setup(app)["parallel_read_safe"] is True
    assert setup(app)["version"] == __version__
    assert app.added[0] == "rulebook"
