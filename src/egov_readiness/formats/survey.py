"""Surveys in and out, in whichever spelling they have: a folder, a JSON file, or a payload."""

from collections.abc import Mapping
from pathlib import Path

from egov_readiness.errors import Problem, RecordError, SurveyError
from egov_readiness.formats.assemble import Draft, survey_of
from egov_readiness.formats.files import read_bytes, write_whole
from egov_readiness.formats.json import survey_of_json, to_json
from egov_readiness.formats.sheets import read_folder, write_folder
from egov_readiness.model import Survey

__all__ = ["load_survey", "save_survey"]


def load_survey(source: Path | Mapping[str, object] | bytes) -> Survey:
    """Load a survey and check that it agrees with itself.

    Args:
        source: a folder with ``survey.toml`` and CSV sheets, a ``.json`` file, the plain values
            of a JSON document, or its bytes.  A text is not accepted, so that no payload can
            open a server's files.

    Raises:
        SurveyError: with every problem found; paths are such as
            ``infrastructure.csv:row 3:in_use`` in a folder and JSON pointers otherwise.

    >>> load_survey({"id": "s", "title": {"en": "Example"}, "period": 2009}).period.text
    '2009'
    """
    if isinstance(source, bytes):
        return survey_of_json(source)
    if isinstance(source, Mapping):
        return survey_of(Draft(source))
    if source.is_dir():
        return survey_of(read_folder(source))
    problem = _no_survey(source)
    if problem is not None:
        raise SurveyError([problem])
    try:
        data = read_bytes(source)
    except RecordError as error:
        raise SurveyError(error.problems) from None
    return survey_of_json(data, source.name)


def _no_survey(path: Path) -> Problem | None:
    hints = {
        ".csv": "a single table is read with load_table; a survey is a folder or a .json file",
        ".toml": "give the folder that holds it",
    }
    suffix = path.suffix.casefold()
    if not path.exists():
        return Problem("not-found", path.name, "there is no such file or folder")
    if suffix != ".json":
        hint = hints.get(suffix, "a survey is a folder or a .json file")
        return Problem("not-a-survey", path.name, "it is neither a folder nor a .json file", hint)
    return None


def save_survey(survey: Survey, path: Path) -> None:
    """Save a survey, whole or not at all; loading it gives the same survey.

    Args:
        survey: the survey.
        path: a ``.json`` file, which is replaced if it exists; any other path is a folder, see
            :func:`~egov_readiness.formats.sheets.write_folder`.

    Raises:
        SurveyError: if the folder holds files that are no part of a survey.
        MissingExtraError: if a folder is written and the extra ``toml`` is not installed.
        OSError: if the system refuses; what stood at the path is then as it was.
    """
    if path.suffix.casefold() == ".json":
        write_whole(path, to_json(survey).encode("utf-8") + b"\n")
    else:
        write_folder(survey, path)
