"""The archive as a file that is made in the background."""

from __future__ import annotations

from quizapp.archives.making import write_archive
from quizapp.downloads import FileMaker

ARCHIVE = "session.archive"

MAKERS = (FileMaker(purpose=ARCHIVE, write=write_archive),)
