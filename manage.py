#!/usr/bin/env python3
"""Django's command line. Settings come from the environment or from var/env."""

import io
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smaajob.settings")
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has no æ shows something else in its place; it must not stop what has been done from being told.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    from smaajob.environment import SettingsFault

    try:
        import django

        django.setup()
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except SettingsFault as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(2)
    except ModuleNotFoundError as error:
        if error.name != "django":
            raise
        sys.stderr.write("Django is not installed here: use .venv/bin/python (made by `make services`).\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
