"""JSON pointers (RFC 6901): the places inside plain values."""

from collections.abc import Iterator

from egov_readiness.errors import Problem, RecordError

__all__ = ["below", "pointer", "pointer_parts"]


def pointer(*parts: str | int) -> str:
    """Return the JSON pointer (RFC 6901) of a place.

    >>> pointer("documents", 0, "2599/QĐ-UBND")
    '/documents/0/2599~1QĐ-UBND'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def pointer_parts(place: str) -> list[str]:
    """Return the parts of a JSON pointer.

    >>> pointer_parts("/documents/0/2599~1QĐ-UBND")
    ['documents', '0', '2599/QĐ-UBND']
    """
    return [part.replace("~1", "/").replace("~0", "~") for part in place.split("/")[1:]]


def below(error: RecordError, *parts: str | int) -> Iterator[Problem]:
    """Yield the problems of an error about something inside, from further out.

    Args:
        error: the error; its paths begin at what is inside.
        parts: the way from outside to it.

    >>> error = RecordError([Problem("missing", "/en", "it is missing")])
    >>> [problem.path for problem in below(error, "title")]
    ['/title/en']
    """
    for problem in error.problems:
        yield problem.under(pointer(*parts), "")
