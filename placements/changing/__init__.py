"""What changes while a placement lasts (ADR 16): what a change would do, read before it is done and by the verb that does it.

`replanning.py` works shifts out, `pauses.py` knows the days off, `hooks.py` is the one place that asks the agreement, the calendar
and the law, `telling.py` writes to those concerned, `at_company.py` is what a company may know.
"""
