"""Who sees invitations, the record and the outbox (smaajob.rowsecurity)."""

from __future__ import annotations

from smaajob.rowsecurity import (
    ACTOR,
    EVERYWHERE,
    INSIDE,
    KEEPER,
    KEPT,
    OVERSIGHT,
    OWN,
    TOKEN,
    function,
    protect,
    setting,
)


def say() -> None:
    """Called when the app is ready."""
    # Whoever has the link sees what it invites to, and takes it up.
    protect("accounts_invitation", f"({KEPT} AND {INSIDE}) OR {TOKEN}")
    own_record = f"{INSIDE} OR actor_id = {ACTOR} OR subject_id {OWN}"
    protect("audit_event", f"(organisation_id = {KEEPER} AND ({own_record})) OR {EVERYWHERE}")
    # Whoever looks writes that they did. A person reads who looked at them.
    looked = f"{OVERSIGHT} OR user_id = {ACTOR} OR people && (SELECT array(SELECT own_ids()))"
    protect("audit_access", f"(organisation_id = {KEEPER} AND ({looked})) OR {EVERYWHERE}")
    function("looks_at(ids uuid[])", "SETOF bigint", "SELECT id FROM audit_access WHERE people && ids")
    function(
        "organisations_with_log()",
        "TABLE (organisation bigint)",
        "SELECT organisation_id FROM audit_seal UNION SELECT organisation_id FROM audit_access",
    )
    for table in ("audit_accessflag", "audit_seal"):
        protect(table, f"organisation_id = {KEEPER} AND {OVERSIGHT}")
    for table in ("audit_sample", "audit_sampleitem", "retention_run", "retention_item"):
        protect(table, f"{KEPT} AND {OVERSIGHT}")
    # What somebody has typed is theirs; the worker forgets what is old.
    protect("drafts_draft", f"{KEPT} AND ({ACTOR} IS NULL OR user_id = {ACTOR})")
    # A code to somebody who has no organisation belongs to none: its keeper is 0. In a demo where nothing sends, the outbox
    # shows what companies would have got: they have none of their own.
    company = "keeper_id IN (SELECT o.id FROM accounts_organisation o WHERE o.kind = 'employer')"
    mine = f"(receiver_id IS NULL OR receiver_id = {ACTOR}) AND about_id {OWN}"
    of_nobody = f"keeper_id IS NULL AND {KEEPER} = 0"
    posted = f"{setting('post')} = 'on' AND (keeper_id IS NULL OR {company})"
    protect("outbox_message", f"({KEPT} AND ({INSIDE} OR ({mine}))) OR ({of_nobody}) OR ({posted})")
