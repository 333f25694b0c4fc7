"""How much one import may hold. The refusals, the help page and docs/import-format.md say these numbers."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from smaajob.writing import number

MEGABYTE = 2**20
# Of a .zip or an .xlsx, unpacked: never more than the first; more than the second only where it is not packed suspiciously tight.
MOST_UNPACKED = 2**30
SUSPICIOUS_UNPACKED, SUSPICIOUS_RATIO = 50 * MEGABYTE, 100
MOST_ENTRIES = 1000  # files in a .zip, parts of an .xlsx
MOST_SHEETS = 50
MOST_ROWS = 500_000  # of one file or sheet
MOST_COLUMNS = 200
LONGEST_CELL = 131_072
LAST_ROW = 1_048_576  # of any spreadsheet program's sheet


def said() -> list[str]:
    """The limits as sentences for the help page."""
    return [
        _("Det, du sender på én gang, må fylde %(n)s MB, og pakket ud højst 1 GiB.")
        % {"n": number(settings.IMPORT_MAX_BYTES // MEGABYTE)},
        _("En fil eller et ark må have %(rows)s rækker og %(columns)s kolonner.")
        % {"rows": number(MOST_ROWS), "columns": number(MOST_COLUMNS)},
        _("Et regneark må have %(sheets)s ark.") % {"sheets": number(MOST_SHEETS)},
    ]
