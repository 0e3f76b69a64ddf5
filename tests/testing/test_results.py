from hypothesis import given

from egov_readiness.testing import scoreboards


@given(scoreboards())
def test_a_board_has_a_card_for_every_unit_and_a_rank_for_every_result(board):
    assert len(board) == len(board.cards) > 0
    assert {rank.unit for rank in board.ranks} <= {card.unit for card in board}
