"""Who sees invitations, the record and the outbox (smaajob.rowsecurity)."""

from __future__ import annotations

from smaajob.rowsecurity import ACTOR, EVERYWHERE, INSIDE, KEEPER, KEPT, TOKEN, protect, setting


def say() -> None:
    """Called when the app is ready."""
    # Whoever has the link sees what it invites to, and takes it up.
    protect("accounts_invitation", f"({KEPT} AND {INSIDE}) OR {TOKEN}")
    protect("audit_event", f"(organisation_id = {KEEPER} AND ({INSIDE} OR actor_id = {ACTOR})) OR {EVERYWHERE}")
    # What somebody has typed is theirs; the worker forgets what is old.
    protect("drafts_draft", f"{KEPT} AND ({ACTOR} IS NULL OR user_id = {ACTOR})")
    # A code to somebody who has no organisation belongs to none: its keeper is 0. In a demo where nothing sends, the outbox
    # shows what companies would have got: they have none of their own.
    company = "keeper_id IN (SELECT o.id FROM accounts_organisation o WHERE o.kind = 'employer')"
    protect(
        "outbox_message",
        f"({KEPT} AND {INSIDE}) OR (keeper_id IS NULL AND {KEEPER} = 0) OR ({setting('post')} = 'on' AND (keeper_id IS NULL OR {company}))",
    )
