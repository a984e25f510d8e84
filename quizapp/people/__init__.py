"""People who take part, without accounts, and the rosters organizers expect them from.

Names and phones live here and nowhere else; figures live in the ledger and survive when a person is erased.
Staff who sign in belong to `quizapp.accounts`.
"""

from quizapp.people.badges import people_of_unit
from quizapp.people.models import Person, PersonDevice, Roster, RosterEntry
from quizapp.people.participants import (
    NewPerson,
    current_person,
    erase_person,
    forget_device,
    get_person,
    has_contact,
    hash_device,
    people_on_device,
    register_person,
    remember_device,
    rename_person,
    reveal_phone,
)
from quizapp.people.phone_tail import people_by_phone_tail
from quizapp.people.phones import PHONE_PURPOSE, normal_phone
from quizapp.people.queries import FoundPerson, list_people, names_of_people, person_for_roster_entry, search_people
from quizapp.people.roster_files import ListedPerson, RosterReading, read_roster_file, roster_to_json
from quizapp.people.roster_import import (
    Decisions,
    ImportedRoster,
    RosterPlan,
    import_roster,
    plan_roster,
    work_out_people,
)
from quizapp.people.rosters import Imported, RosterLine, get_roster, import_lines, list_rosters, open_roster

__all__ = [
    "PHONE_PURPOSE",
    "Decisions",
    "FoundPerson",
    "Imported",
    "ImportedRoster",
    "ListedPerson",
    "NewPerson",
    "Person",
    "PersonDevice",
    "Roster",
    "RosterEntry",
    "RosterLine",
    "RosterPlan",
    "RosterReading",
    "current_person",
    "erase_person",
    "forget_device",
    "get_person",
    "get_roster",
    "has_contact",
    "hash_device",
    "import_lines",
    "import_roster",
    "list_people",
    "list_rosters",
    "names_of_people",
    "normal_phone",
    "open_roster",
    "people_by_phone_tail",
    "people_of_unit",
    "people_on_device",
    "person_for_roster_entry",
    "plan_roster",
    "read_roster_file",
    "register_person",
    "remember_device",
    "rename_person",
    "reveal_phone",
    "roster_to_json",
    "search_people",
    "work_out_people",
]
