"""Admission (排队): when more phones want to enter a contest than the server can take, they stand in one line.

Belongs here: the line's numbers, how fast it moves, the page that waits. Who may start a paper is the contests' business;
who holds a paper, saves or hands in is never asked to wait. See docs/decisions/0017-one-line-at-the-door.md.
"""

from quizapp.admission.door import Door, Place
from quizapp.admission.line import Line, Reach
from quizapp.admission.models import AdmissionLine
from quizapp.admission.pace import Pace
from quizapp.admission.tickets import Entry, Ticket, Tickets

__all__ = ["AdmissionLine", "Door", "Entry", "Line", "Pace", "Place", "Reach", "Ticket", "Tickets"]
