"""What a rulebook has to say is said."""

from egov_readiness.documents import Citation, LegalDocument
from egov_readiness.kinds import Text
from egov_readiness.rules import MinMax, Rescale
from egov_readiness.rules.completeness import citation_problems, language_problems, unfitted


def test_every_text_is_in_every_declared_language_wherever_it_stands(make):
    book = make.book(
        title=Text({"en": "Book", "vi": "Sách"}),
        languages=("en", "vi"),
        documents=(LegalDocument(id="1/QĐ", title=Text({"vi": "Văn bản"})),),
    )
    missing = {problem.path for problem in language_problems(book)}
    assert missing == {"group[all].title", "indicator[i].title"}


def test_a_document_that_could_not_be_read_is_not_missed(make):
    book = make.book(indicators=(make.indicator(cites=Citation(document="1/QĐ")),))
    assert [problem.code for problem in citation_problems(book, ())] == ["unknown-document"]
    assert [*citation_problems(book, ("1/QĐ",))] == []


def test_every_number_that_only_a_population_can_give_is_named(make):
    assert unfitted(make.book()) == ()
    book = make.book(
        groups=(make.group("all", modifiers=(Rescale(worst=0, best=1), Rescale())),),
        indicators=(
            make.indicator("a", method=MinMax()),
            make.indicator("b", method=MinMax(worst=0, best=1)),
            make.indicator("c", missing="impute", impute_by="mean"),
        ),
    )
    assert [problem.path for problem in unfitted(book)] == [
        "indicator[a].method",
        "indicator[c].imputed",
        "group[all].modifiers[1]",
    ]
