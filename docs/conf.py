"""How the documentation is built: ``make docs``."""

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

import egov_readiness

project = "egov_readiness"
author = "The egov_readiness authors"
release = egov_readiness.__version__
copyright = "2026, the egov_readiness authors"  # noqa: A001  # Sphinx gives the name

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
    "egov_readiness.sphinxext",
]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "egov_readiness"
html_static_path = ["_static"]
html_css_files = ["formulas.css"]
templates_path: list[str] = []

autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_member_order = "bysource"
napoleon_use_ivar = True

nitpicky = True
# Types that autodoc names as they are written in annotations, and that have no page of their own.
nitpick_ignore_regex = [
    (r"py:.*", r"annotated_types\..*"),  # documented by annotated-types
    (r"py:.*", r"(collections|datetime|decimal|pathlib|typing|enum|importlib|types)\..*"),  # Python
    (r"py:.*", r"(date|Decimal|Path|Mapping|Sequence|Iterable|Iterator|Callable|Collection)"),
    (r"py:.*", r"(Ge|Gt|Le|Lt|MinLen|MaxLen|Pattern|Annotated|Literal|optional|StrEnum).*"),
    (
        r"py:.*",
        r"(hypothesis|sphinx|docutils|attr|numpy|pyarrow|narwhals|dask|pyspark)\..*",
    ),  # documented by themselves
    (r"py:.*", r"egov_readiness\..*"),  # aliases and inner names, spelled out where they are used
    (r"py:.*", r"[A-Z_][A-Za-z_]*"),  # aliases such as Count, named in the page of kinds
    (r"py:class", r"[^.]*"),  # prose before a colon, which napoleon takes for a type
    (r"py:.*", r"st\..*"),  # Hypothesis under its usual short name
]

# Docstrings are run by pytest, where the names of their module are at hand.
doctest_test_doctest_blocks = ""
doctest_global_setup = """
from datetime import date
from decimal import Decimal
from pathlib import Path
import egov_readiness as egov
"""


def visit_math(writer: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    writer.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def visit_math_block(writer: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own."""
    writer.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def say_language(
    _app: Sphinx,
    page: str,
    _template: str,
    context: dict[str, object],
    _tree: nodes.document | None,
) -> None:
    """Say of the Vietnamese pages that they are, for browsers and readers of screens."""
    if page.endswith("-vi") or page == "rules/cach-tinh-diem":
        context["language"] = "vi"


def setup(app: Sphinx) -> None:
    """Write formulas as MathML, which browsers draw without any script from elsewhere."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.connect("html-page-context", say_language)


html_math_renderer = "mathml"
