"""Model and score how ready public administrations are for e-government, by written rules.

Presence is not use, unknown is not zero, and every point has a reason.

The names below load on first use, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from egov_readiness import model, rules
    from egov_readiness.dates import PartialDate
    from egov_readiness.errors import (
        EgovReadinessError,
        MissingExtraError,
        Problem,
        Reason,
        RulebookError,
        SurveyError,
        UsageError,
    )
    from egov_readiness.formats.frames import score_frame, to_frame
    from egov_readiness.formats.json import from_json, to_json
    from egov_readiness.formats.requests import problems_json, score_json
    from egov_readiness.formats.survey import load_survey, save_survey
    from egov_readiness.formats.tables import load_table
    from egov_readiness.formats.toml import load_rulebook, rulebook_ids, save_rulebook
    from egov_readiness.kinds import NOT_APPLICABLE, Between, Ratio, Text
    from egov_readiness.model.agreement import check_survey
    from egov_readiness.model.survey import Survey
    from egov_readiness.report.explain import explain
    from egov_readiness.rules.lint import lint
    from egov_readiness.rules.rulebook import Rulebook
    from egov_readiness.scoring.collect import ranking, to_collect
    from egov_readiness.scoring.fitting import fit
    from egov_readiness.scoring.pipeline import score
    from egov_readiness.scoring.result import Node, Scoreboard, Scorecard
    from egov_readiness.scoring.scorer import Scorer

__version__ = "0.1.0"

_HOMES = {
    "load_rulebook": "formats.toml",
    "load_survey": "formats.survey",
    "load_table": "formats.tables",
    "score": "scoring.pipeline",
    "fit": "scoring.fitting",
    "explain": "report.explain",
    "ranking": "scoring.collect",
    "to_collect": "scoring.collect",
    "Scorer": "scoring.scorer",
    "Scoreboard": "scoring.result",
    "Scorecard": "scoring.result",
    "Node": "scoring.result",
    "Rulebook": "rules.rulebook",
    "rulebook_ids": "formats.toml",
    "save_rulebook": "formats.toml",
    "lint": "rules.lint",
    "Survey": "model.survey",
    "check_survey": "model.agreement",
    "save_survey": "formats.survey",
    "score_frame": "formats.frames",
    "to_frame": "formats.frames",
    "to_json": "formats.json",
    "from_json": "formats.json",
    "score_json": "formats.requests",
    "problems_json": "formats.requests",
    "Between": "kinds",
    "NOT_APPLICABLE": "kinds",
    "PartialDate": "dates",
    "Ratio": "kinds",
    "Text": "kinds",
    "Problem": "errors",
    "Reason": "errors",
    "EgovReadinessError": "errors",
    "RulebookError": "errors",
    "SurveyError": "errors",
    "UsageError": "errors",
    "MissingExtraError": "errors",
    "model": "",
    "rules": "",
}

__all__ = [
    "NOT_APPLICABLE",
    "Between",
    "EgovReadinessError",
    "MissingExtraError",
    "Node",
    "PartialDate",
    "Problem",
    "Ratio",
    "Reason",
    "Rulebook",
    "RulebookError",
    "Scoreboard",
    "Scorecard",
    "Scorer",
    "Survey",
    "SurveyError",
    "Text",
    "UsageError",
    "__version__",
    "check_survey",
    "explain",
    "fit",
    "from_json",
    "lint",
    "load_rulebook",
    "load_survey",
    "load_table",
    "model",
    "problems_json",
    "ranking",
    "rulebook_ids",
    "rules",
    "save_rulebook",
    "save_survey",
    "score",
    "score_frame",
    "score_json",
    "to_collect",
    "to_frame",
    "to_json",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{home or name}")
    value: object = getattr(module, name) if home else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
