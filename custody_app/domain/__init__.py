"""Values, commands, acts and the rules of custody; pure: no files, clock, randomness.

`decide(state, command)` gives acts or refuses; `fold` and `evolve` add up what was recorded.
"""

from custody_app.domain.act import Act, ActLine, Recorded, RecordedLine, with_case_salt
from custody_app.domain.bodies import BODIES, make_act
from custody_app.domain.decision import decide
from custody_app.domain.exhibit_types import EXHIBIT_TYPES, ExhibitType
from custody_app.domain.folding import evolve, fold
from custody_app.domain.state import CaseState, ExhibitState, Holder, State, TransferState

__all__ = [
    "BODIES",
    "EXHIBIT_TYPES",
    "Act",
    "ActLine",
    "CaseState",
    "ExhibitState",
    "ExhibitType",
    "Holder",
    "Recorded",
    "RecordedLine",
    "State",
    "TransferState",
    "decide",
    "evolve",
    "fold",
    "make_act",
    "with_case_salt",
]
