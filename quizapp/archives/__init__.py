"""Archives (档案): all that is kept about one session as one zip: record, evaluations, improvements, sign-in, photos, summary.

It reads what other rooms keep and writes nothing of its own. Whether an archive is as it was made can be checked for ever.
"""

from quizapp.archives.dossier import Dossier, read_dossier
from quizapp.archives.downloads import ARCHIVE
from quizapp.archives.making import SEAL, parts_of, write_archive
from quizapp.archives.manifest import ArchiveCheck, Filed, Manifest, Verdict, check_archive
from quizapp.archives.record import record_document
from quizapp.archives.summary import contents_document, summary_document
from quizapp.archives.words import name_of_archive

__all__ = [
    "ARCHIVE",
    "SEAL",
    "ArchiveCheck",
    "Dossier",
    "Filed",
    "Manifest",
    "Verdict",
    "check_archive",
    "contents_document",
    "name_of_archive",
    "parts_of",
    "read_dossier",
    "record_document",
    "summary_document",
    "write_archive",
]
