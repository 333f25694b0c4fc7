"""Whether a placement is lawful, needs a reason or is not allowed: pure functions over plain values (ADR 14).

`check.py` has the questions, `facts.py` what they are asked of and what they answer; `loader.py` alone knows the models.
"""
