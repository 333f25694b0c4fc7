"""`python3 -m smaajob.dev <command>`: see smaajob/dev/commands.py."""

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:  # before anything newer than that is imported
    have = ".".join(str(part) for part in sys.version_info[:2])
    sys.exit(
        f"Småjob needs Python 3.11 or newer, and `python3` here is {have}. Install one, or `make PYTHON=python3.12 …`."
    )

from smaajob.dev.commands import interrupt_on_signals, main  # noqa: E402

interrupt_on_signals()

raise SystemExit(main())
