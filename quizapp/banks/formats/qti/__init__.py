"""QTI: content packages and single items of 2.1, 2.2 and 3.0, and 1.2 to read."""

from .reader import KEY, is_package, read_package, read_text, sniff_text
from .writer import write_qti_2, write_qti_3

__all__ = ["KEY", "is_package", "read_package", "read_text", "sniff_text", "write_qti_2", "write_qti_3"]
