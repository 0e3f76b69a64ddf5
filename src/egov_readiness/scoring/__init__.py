"""From observations to scores: plan, kernel, nodes with reasons, ranks."""

from egov_readiness.scoring.collect import ToCollect, ranking, to_collect
from egov_readiness.scoring.pipeline import score
from egov_readiness.scoring.result import Node, Rank, RulebookReference, Scoreboard, Scorecard
from egov_readiness.scoring.scorer import Scorer

__all__ = [
    "Node",
    "Rank",
    "RulebookReference",
    "Scoreboard",
    "Scorecard",
    "Scorer",
    "ToCollect",
    "ranking",
    "score",
    "to_collect",
]
