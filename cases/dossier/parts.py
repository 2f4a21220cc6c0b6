"""What is kept about a client, by model: for the dossier (`gathering`) and for removing it (cases/removal.py).

`PARTS` names every model that leads to a client, in the order in which the client reads it. An entry says where it
hangs, which provider keeps it, what the client sees of it, and what a removal empties; a model that the client isn't
shown says why. A test finds a model that is in no entry, and a free text that a removal would leave.
"""

from __future__ import annotations

from cases.dossier.hidden import HIDDEN
from cases.dossier.keeping import KEEPING
from cases.dossier.others import OTHERS
from cases.dossier.part import Part
from cases.dossier.person import PERSON
from cases.dossier.question import QUESTION
from cases.dossier.results import RESULTS

PARTS: tuple[Part, ...] = (*PERSON, *QUESTION, *OTHERS, *RESULTS, *KEEPING, *HIDDEN)
