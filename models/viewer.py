"""Viewers: every read is made for one, and a viewer compiles to one more required term inside retrieval."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from models.constraints import And, Constraint, In, Lenient, Not

ANYONE = "anyone"
MEMBERS = "members"


class Viewer(BaseModel):
    """Who reads: anonymous, a member of parties, or the system itself.

    An engine's unit is one side of a listing at one tier. Its ``audience`` says who may read it; ``outranked_for`` says who may read a
    deeper tier of the same side and therefore matches that one instead: a viewer matches exactly one tier of a side. ``deepest`` is
    ``yes`` on the one unit of a side that holds all its texts, which is what the system reads.
    """

    model_config = ConfigDict(frozen=True)
    member: bool = False
    parties: frozenset[str] = frozenset()
    system: bool = False

    @property
    def groups(self) -> frozenset[str]:
        """The audience tags that this viewer carries."""
        tags = {ANYONE, *(f"party:{party}" for party in self.parties)}
        return frozenset(tags | {MEMBERS} if self.member or self.parties else tags)

    def constraint(self) -> Constraint:
        """The viewer's rights as a required term: what the viewer may read, at the deepest tier that the viewer may read."""
        if self.system:
            return In("deepest", frozenset({"yes"}))
        return And((In("audience", self.groups), Lenient(Not(In("outranked_for", self.groups)))))


ANONYMOUS = Viewer()
SYSTEM = Viewer(system=True)
