"""Django's PostgreSQL backend, with each transaction stamped with how far it reaches (smaajob/reach.py)."""
