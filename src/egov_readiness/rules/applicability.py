"""Which units something is about: by level, kind, tag or identity (design S7)."""

from attrs import frozen

from egov_readiness.describe import Checked
from egov_readiness.kinds import Code, Line, UnitId

__all__ = ["Applicability"]


@frozen(kw_only=True)
class Applicability(Checked):
    """Which units are meant; a list that is empty asks nothing (design S7).

    Attributes:
        levels: administrative levels.
        kinds: kinds of unit.
        tags: territory tags, any of which suffices.
        units: identities of units.

    >>> Applicability(levels=("district",)).includes("lam-dong", "province", "tỉnh", ())
    False
    """

    levels: tuple[Code, ...] = ()
    kinds: tuple[Line, ...] = ()
    tags: tuple[Code, ...] = ()
    units: tuple[UnitId, ...] = ()

    def excludes(self, other: "Applicability") -> bool:
        """Tell whether no unit can be meant by both, by its level, kind or identity.

        A unit may have any tags together, so that tags exclude nothing.

        Args:
            other: which units are meant elsewhere.

        >>> Applicability(levels=("district",)).excludes(Applicability(levels=("commune",)))
        True
        """
        named = ((self.levels, other.levels), (self.kinds, other.kinds), (self.units, other.units))
        return any(mine and its and not {*mine} & {*its} for mine, its in named)

    def includes(
        self,
        unit: str,
        level: str | None,
        kind: str | None,
        tags: tuple[str, ...],
        *,
        if_not_known: bool = True,
    ) -> bool:
        """Tell whether a unit is meant.

        Args:
            unit: the identity of the unit.
            level: the unit's level, where it is known.
            kind: the unit's kind, where it is known.
            tags: the unit's tags.
            if_not_known: what is said of a level or kind that is not known, as in a plain table
                without such columns; and of tags where the level is not known either.
        """
        return (
            (not self.units or unit in self.units)
            and (not self.levels or (if_not_known if level is None else level in self.levels))
            and (not self.kinds or (if_not_known if kind is None else kind in self.kinds))
            and (
                not self.tags
                or any(tag in self.tags for tag in tags)
                or (level is None and not tags and if_not_known)
            )
        )
