from egov_readiness.model import PublicService


def test_no_more_files_are_online_than_there_are(make):
    fields = {"code": "1.001", "level_scheme": "vn-43-2011", "files": 3, "files_online": 4}
    assert make.refused(PublicService, **fields) == [("part-exceeds-whole", "files_online")]


def test_a_level_is_a_whole_number(make):
    fields = {"code": "1.001", "level_scheme": "vn-43-2011"}
    assert make.refused(PublicService, level=-1, **fields) == [("below-minimum", "level")]
    assert make.refused(PublicService, level=2.5, **fields) == [("wrong-type", "level")]
    assert make.record(PublicService, level=0, **fields).level == 0
