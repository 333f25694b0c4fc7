"""Who gets in where: every URL of the program by its name, written by hand and not read from smaajob/accounts/permissions.py.

A new URL gets a row here, or tests/test_access.py fails. A row says who gets in (roles; or PUBLIC, PUBLIC_LINK, ANYBODY, NOT_OFFERED)
and what the ids in its path are of, by the names of the world in tests/access_world.py.
"""

from __future__ import annotations

from typing import NamedTuple

from smaajob.accounts.models import Role

CONSULTANT, MANAGER, DPO, ADMIN = Role.CONSULTANT, Role.MANAGER, Role.DPO, Role.ADMIN
PARTNER, MENTOR, CANDIDATE, GUARDIAN = Role.PARTNER_WORKER, Role.MENTOR, Role.CANDIDATE, Role.GUARDIAN
EMPLOYER, EMPLOYER_ADMIN = Role.EMPLOYER, Role.EMPLOYER_ADMIN

# Open to all, signed in or not.
PUBLIC = "public"
# Open to all who have a secret that is in the path; without it the page says that it knows nothing.
PUBLIC_LINK = "public link"
# Open to everyone who has signed in, in whatever role, and with a personal link too.
ANYBODY = "anybody"
# Answers 404 to all: allauth has it, we don't.
NOT_OFFERED = "not offered"

ALL = frozenset(Role)
CASE_WORK = frozenset({CONSULTANT, PARTNER})
READS = frozenset({CONSULTANT, MANAGER, PARTNER})
LEADS = frozenset({CONSULTANT, MANAGER})
JUST_CONSULTANTS = frozenset({CONSULTANT})
JUST_THE_OFFICER = frozenset({DPO})
COMPANY = frozenset({EMPLOYER, EMPLOYER_ADMIN})
ADMINS = frozenset({ADMIN, EMPLOYER_ADMIN})
OUTBOX = frozenset({CONSULTANT, MANAGER, DPO, ADMIN})
LETTERS = frozenset({CONSULTANT, MANAGER})
CIRCLE = frozenset({MENTOR, GUARDIAN})
THEMSELVES = frozenset({CANDIDATE})
SIGN_THEMSELVES = frozenset({CANDIDATE, GUARDIAN})


class Row(NamedTuple):
    """Who gets in, and what each id in the path is of. `nothing_for` may, but keep nothing of the kind: a 404."""

    who: frozenset[Role] | str
    about: tuple[str, ...] = ()
    nothing_for: frozenset[Role] = frozenset()
    # Lists what is about an id, or a kind of record by its word: each organisation is answered with its own, and of another's with nothing.
    lists: bool = False


def to(who: frozenset[Role] | str, *about: str) -> Row:
    return Row(who, about)


SIGNING_IN = {
    "healthz": to(PUBLIC),
    "account_login": to(PUBLIC),
    "account_logout": to(PUBLIC),
    "account_signup": to(PUBLIC),
    "account_inactive": to(PUBLIC),
    "account_reset_password": to(PUBLIC),
    "account_reset_password_done": to(PUBLIC),
    "account_reset_password_from_key": to(PUBLIC_LINK, "0", "no-such-key"),
    "account_reset_password_from_key_done": to(NOT_OFFERED),
    "account_request_login_code": to(PUBLIC),
    "account_confirm_login_code": to(PUBLIC),
    "mfa_authenticate": to(PUBLIC),
    "account_email": to(NOT_OFFERED),
    "account_email_verification_sent": to(NOT_OFFERED),
    "account_confirm_email": to(NOT_OFFERED, "no-such-key"),
    "account_set_password": to(NOT_OFFERED),
}
OWN_ACCOUNT = {
    "account_change_password": to(ANYBODY),
    "account_reauthenticate": to(ANYBODY),
    "second_factor": to(ANYBODY),
    "mfa_index": to(ANYBODY),
    "mfa_reauthenticate": to(ANYBODY),
    "mfa_reauthenticate_webauthn": to(ANYBODY),
    "mfa_activate_totp": to(ANYBODY),
    "mfa_deactivate_totp": to(ANYBODY),
    "mfa_add_webauthn": to(ANYBODY),
    "mfa_edit_webauthn": to(ANYBODY, "1"),
    "mfa_remove_webauthn": to(ANYBODY, "1"),
    "mfa_view_recovery_codes": to(ANYBODY),
    "mfa_download_recovery_codes": to(ANYBODY),
    "mfa_generate_recovery_codes": to(ANYBODY),
    "recovery_codes_kept": to(ANYBODY),
    "usersessions_list": to(ANYBODY),
    "my_account": to(ANYBODY),
    "step_up": to(ANYBODY),
    "step_up_answer": to(ANYBODY),
    "new_phone": to(ANYBODY),
    "new_email": to(ANYBODY),
    "confirm_address": to(ANYBODY),
    "stay": to(ANYBODY),
    "switch_organisation": to(ANYBODY),
    "drafts:keep": to(ANYBODY),
    "drafts:give_up": to(ANYBODY),
    "permissions": to(ALL),
}
PEOPLE = {
    "candidates:list": to(READS),
    "candidates:new": to(JUST_CONSULTANTS),
    "candidates:detail": to(READS, "person"),
    "candidates:corrections": to(LEADS, "person"),
    "candidates:answer_correction": to(LEADS, "correction"),
    "candidates:consents": to(READS, "person"),
    "candidates:new_consent": to(CASE_WORK, "person"),
    "candidates:withdraw_consent": to(CASE_WORK | {CANDIDATE}, "consent"),
    "candidates:cpr": to(JUST_CONSULTANTS, "person"),
    "candidates:assign": to(LEADS),
    "candidates:edit": to(CASE_WORK, "person"),
    "candidates:situation": to(CASE_WORK, "person"),
    "candidates:archive": to(CASE_WORK, "person"),
    "candidates:new_note": to(CASE_WORK, "person"),
    "candidates:edit_note": to(CASE_WORK, "own_note"),
    "candidates:sign_note": to(CASE_WORK, "own_note"),
    "candidates:add_to_note": to(CASE_WORK, "note"),
    "candidates:pin_note": to(CASE_WORK, "note"),
    "candidates:throw_note_away": to(CASE_WORK, "own_note"),
    "file": to(CASE_WORK, "file"),
    "upload_file": to(CASE_WORK, "person_word", "person"),
    "archive_file": to(CASE_WORK, "file"),
    "placements:history": to(READS, "person"),
    "placements:for_candidate": to(READS, "person"),
    "placements:find_double_person": to(JUST_CONSULTANTS, "person"),
    "placements:merge_people": to(JUST_CONSULTANTS, "person", "double"),
    "placements:undo_merge": to(JUST_CONSULTANTS, "merge"),
}
PROGRAMMES = {
    "candidates:programmes": to(READS),
    "candidates:programme": to(READS, "programme"),
    "candidates:new_programme": to(LEADS),
    "candidates:edit_programme": to(LEADS, "programme"),
    "candidates:archive_programme": to(LEADS, "programme"),
    "candidates:add_worker": to(LEADS, "programme"),
    "candidates:remove_worker": to(LEADS, "worker"),
    "candidates:add_participants": to(LEADS, "programme"),
    "candidates:end_participants": to(CASE_WORK, "programme"),
    "candidates:join": to(LEADS, "person"),
    "candidates:edit_participation": to(CASE_WORK, "participation"),
    "candidates:archive_participation": to(CASE_WORK, "participation"),
    "candidates:courses": to(READS),
    "candidates:new_course": to(LEADS),
    "candidates:course": to(READS, "course"),
    "candidates:edit_course": to(LEADS, "course"),
    "candidates:archive_course": to(LEADS, "course"),
    "candidates:enrol": to(CASE_WORK, "course"),
    "candidates:completions": to(CASE_WORK, "course"),
    "candidates:give_certificates": to(CASE_WORK, "course"),
    "candidates:archive_enrolment": to(CASE_WORK, "enrolment"),
    "placements:for_programme": to(READS, "programme"),
}
WORKPLACES = {
    "employers:list": to(READS),
    "employers:new": to(JUST_CONSULTANTS),
    "employers:assign": to(LEADS),
    "employers:detail": to(READS, "workplace"),
    "employers:edit": to(JUST_CONSULTANTS, "workplace"),
    "employers:archive": to(JUST_CONSULTANTS, "workplace"),
    "employers:new_contact": to(JUST_CONSULTANTS, "workplace"),
    "employers:edit_contact": to(JUST_CONSULTANTS, "contact"),
    "employers:archive_contact": to(JUST_CONSULTANTS, "contact"),
    "employers:new_log": to(CASE_WORK, "workplace"),
    "employers:edit_log": to(CASE_WORK, "own_log"),
    "employers:sign_log": to(CASE_WORK, "own_log"),
    "employers:add_to_log": to(CASE_WORK, "log"),
    "employers:pin_log": to(CASE_WORK, "log"),
    "employers:throw_log_away": to(CASE_WORK, "own_log"),
    "employers:tasks": to(READS),
    "employers:new_task": to(JUST_CONSULTANTS, "workplace"),
    "employers:new_task_anywhere": to(JUST_CONSULTANTS),
    "employers:task": to(READS, "task"),
    "employers:edit_task": to(JUST_CONSULTANTS, "task"),
    "employers:archive_task": to(JUST_CONSULTANTS, "task"),
    "employers:copy_task": to(JUST_CONSULTANTS, "task"),
    "employers:task_seen": to(JUST_CONSULTANTS, "posted_task"),
    "employers:reopen_task": to(JUST_CONSULTANTS, "task"),
    "employers:posting_links": to(JUST_CONSULTANTS, "workplace"),
    "employers:posting_link_paper": to(JUST_CONSULTANTS, "posting_link"),
    "employers:close_posting_link": to(JUST_CONSULTANTS, "posting_link"),
    "placements:for_workplace": to(READS, "workplace"),
    "placements:find_double_workplace": to(JUST_CONSULTANTS, "workplace"),
    "placements:merge_workplaces": to(JUST_CONSULTANTS, "workplace", "double_workplace"),
}
PLACEMENTS = {
    "placements:today": to(ANYBODY),
    "placements:search": to(READS),
    "placements:list": to(READS),
    "placements:detail": to(READS, "placement"),
    "placements:start": to(CASE_WORK, "task", "person"),
    "placements:new": to(CASE_WORK, "person"),
    "placements:edit": to(CASE_WORK, "placement"),
    "placements:hours": to(CASE_WORK, "placement"),
    "placements:correct_hours": to(CASE_WORK, "hours"),
    "placements:settle_hours": to(CASE_WORK, "reported"),
    "placements:sheet": to(READS, "placement"),
    "placements:end": to(CASE_WORK, "placement"),
    "placements:preview_end": to(CASE_WORK, "placement"),
    "placements:extend": to(CASE_WORK, "placement"),
    "placements:preview_extend": to(CASE_WORK, "placement"),
    "placements:pause": to(CASE_WORK, "placement"),
    "placements:preview_pause": to(CASE_WORK, "placement"),
    "placements:resume": to(CASE_WORK, "pause"),
    "placements:preview_resume": to(CASE_WORK, "pause"),
    "placements:move": to(CASE_WORK, "placement"),
    "placements:preview_move": to(CASE_WORK, "placement"),
    "placements:call_off_move": to(CASE_WORK, "move"),
    "placements:hire": to(CASE_WORK, "placement"),
    "placements:answer_request": to(CASE_WORK, "request"),
    "placements:cancel": to(CASE_WORK, "placement"),
    "placements:undo_cancel": to(CASE_WORK, "placement"),
    "placements:plan": to(CASE_WORK, "placement"),
    "placements:preview_plan": to(CASE_WORK, "placement"),
    "placements:shift": to(READS, "shift"),
    "placements:move_shift": to(CASE_WORK, "shift"),
    "placements:cancel_shift": to(CASE_WORK, "shift"),
    "placements:restore_shift": to(CASE_WORK, "shift"),
    "placements:note_shift": to(CASE_WORK, "shift"),
    "placements:candidates_for_task": to(CASE_WORK, "task"),
    "placements:tasks_for_candidate": to(CASE_WORK, "person"),
    "placements:draft_agreement": to(CASE_WORK, "placement"),
    "placements:agreement": to(READS, "agreement"),
    "placements:agreement_paper": to(READS, "agreement", "aftale"),
    "placements:vitas_ready": to(READS, "draft"),
    "placements:edit_agreement": to(CASE_WORK, "draft"),
    "placements:discard_agreement": to(CASE_WORK, "draft"),
    "placements:send_agreement": to(CASE_WORK, "draft"),
    "placements:withdraw_agreement": to(CASE_WORK, "agreement"),
    "placements:agreement_link": to(CASE_WORK, "agreement"),
    "placements:agreement_on_paper": to(JUST_CONSULTANTS, "agreement"),
    "placements:sign_for_municipality": to(JUST_CONSULTANTS, "agreement"),
}
PROPOSALS = {
    "placements:proposals": to(READS),
    "placements:propose": to(CASE_WORK, "task", "person"),
    # A wish in a workplace's own words may be about anybody: a programme's worker has none.
    "placements:ask": to(JUST_CONSULTANTS, "ask"),
    "placements:proposal": to(READS, "proposal"),
    "placements:edit_proposal": to(CASE_WORK, "proposal"),
    "placements:send_proposal": to(CASE_WORK, "proposal"),
    "placements:send_on_proposal": to(CASE_WORK, "proposal"),
    "placements:agree_proposal": to(CASE_WORK, "proposal"),
    "placements:read_proposal": to(CASE_WORK, "proposal"),
    "placements:note_person": to(CASE_WORK, "proposal"),
    "placements:note_employer": to(CASE_WORK, "proposal"),
    "placements:meet_proposal": to(CASE_WORK, "proposal"),
    "placements:more_time_for_proposal": to(CASE_WORK, "proposal"),
    "placements:withdraw_proposal": to(CASE_WORK, "proposal"),
    "placements:proposals_of_person": to(READS, "person"),
    "placements:proposals_of_workplace": to(READS, "workplace"),
    "placements:waiting_list": to(CASE_WORK, "task"),
    "placements:join_waiting_list": to(CASE_WORK, "task", "person"),
    "placements:leave_waiting_list": to(CASE_WORK, "waiting"),
    "placements:my_proposal": to(THEMSELVES, "proposal"),
    "placements:my_proposal_yes": to(THEMSELVES, "proposal"),
    "placements:my_proposal_no": to(THEMSELVES, "proposal"),
    "placements:employer_proposals": to(COMPANY),
    "placements:employer_proposal": to(COMPANY, "proposal"),
    "placements:employer_proposal_no": to(COMPANY, "proposal"),
    "placements:employer_proposal_talk": to(COMPANY, "proposal"),
    "placements:employer_ask": to(COMPANY),
}
FILES_IN_AND_OUT = {
    "placements:imports": to(LEADS),
    "placements:import_help": to(LEADS),
    "placements:import_template": to(LEADS),
    "placements:import": to(LEADS, "import"),
    "placements:import_load": to(LEADS, "import"),
    "placements:import_faults": to(LEADS, "import"),
    "placements:import_undo": to(LEADS, "import"),
    "placements:exports": to(LEADS),
    "placements:export": to(LEADS, "export"),
    "placements:export_download": to(LEADS, "export"),
    "reports:list": to(LEADS),
    "reports:detail": to(LEADS, "report"),
    "reports:download": to(LEADS, "report"),
}
USERS = {
    "users": to(ADMINS),
    "invite": to(ADMINS),
    "member": to(ADMINS, "membership"),
    "resend_invitation": to(ADMINS, "invitation"),
    "withdraw_invitation": to(ADMINS, "invitation"),
    "accept_invitation": to(PUBLIC_LINK, "no-such-token"),
    "continue_invitation": to(PUBLIC_LINK),
    "invitation_sent": to(PUBLIC),
    "end_member": to(ADMINS, "membership"),
    "take_back_member": to(ADMINS, "membership"),
    "reset_member": Row(frozenset({ADMIN}), ("membership",), frozenset({EMPLOYER_ADMIN})),
    "organisation": to(frozenset({ADMIN})),
    "new_unit": to(frozenset({ADMIN})),
    "edit_unit": to(frozenset({ADMIN}), "unit"),
    "leave": to(ANYBODY, "own_membership"),
}
EMPLOYERS_THEMSELVES = {
    "employers:register": to(PUBLIC),
    "employers:registered": to(PUBLIC_LINK, "municipality"),
    "employers:registrations": to(LEADS),
    "employers:registration": to(LEADS, "registration"),
    "employers:confirm_registration": to(LEADS, "registration"),
    "employers:refuse_registration": to(LEADS, "registration"),
    "employers:own_company": to(COMPANY),
    "employers:edit_own_company": to(COMPANY),
    "employers:edit_own_contact": to(COMPANY, "contact"),
    "employers:new_own_contact": to(COMPANY, "workplace"),
    "employers:post_task": to(COMPANY),
    "employers:own_task": to(COMPANY, "posted_task"),
    "employers:post_again": to(COMPANY, "posted_task"),
    "employers:change_own_task": to(COMPANY, "posted_task"),
    "employers:close_own_task": to(COMPANY, "posted_task"),
    "employers:post_by_link": to(PUBLIC_LINK, "no-such-token"),
    "employers:posted_by_link": to(PUBLIC_LINK, "no-such-token", "task"),
    "employers:answer_colleague": Row(frozenset({EMPLOYER_ADMIN}), ("colleague",), frozenset({ADMIN})),
}

MESSAGES = {
    "outbox": to(OUTBOX),
    "message": to(OUTBOX, "message"),
    "retry_message": to(OUTBOX, "message"),
    "messages_about": Row(OUTBOX, ("candidates.candidate", "person"), lists=True),
    "letters": to(LETTERS),
    "print_letters": to(LETTERS),
    "print_run": to(LETTERS, "print_run"),
    "letters_pdf": to(LETTERS, "print_run"),
    "settle_letters": to(LETTERS, "print_run"),
}
ACCESS_FOR_PEOPLE = {
    "candidates:access": to(JUST_CONSULTANTS, "person"),
    "candidates:give_access": to(JUST_CONSULTANTS, "person"),
    "candidates:end_access": to(JUST_CONSULTANTS, "person"),
    "candidates:follow_record": to(JUST_CONSULTANTS, "person"),
    "candidates:new_link": to(JUST_CONSULTANTS, "person"),
    "candidates:close_link": to(JUST_CONSULTANTS, "link"),
    "candidates:invite_circle": to(JUST_CONSULTANTS, "person"),
    "candidates:circle_invitation": to(JUST_CONSULTANTS, "circle_invitation"),
    "candidates:end_circle": to(JUST_CONSULTANTS, "circle_member"),
    "act_for": to(JUST_CONSULTANTS, "candidate", "person"),
    "stop_acting": to(ANYBODY),
}
PEOPLE_THEMSELVES = {
    "candidates:link_type": to(PUBLIC),
    "candidates:link_open": to(PUBLIC_LINK, "no-such-code"),
    "candidates:link_again": to(PUBLIC_LINK, "no-such-code"),
    "candidates:link_lost": to(PUBLIC),
    "placements:my_week": to(THEMSELVES),
    "placements:my_hours": to(THEMSELVES),
    "placements:my_sheet": to(THEMSELVES),
    "placements:my_calendar": to(THEMSELVES),
    "placements:make_calendar": to(THEMSELVES),
    "placements:stop_calendar": to(THEMSELVES),
    "placements:calendar_feed": to(PUBLIC_LINK, "no-such-token"),
    "placements:company_hours": to(COMPANY),
    "placements:company_sheet": to(COMPANY),
    # What the person and the workplace both do.
    "placements:approve_hours": to(COMPANY | THEMSELVES),
    "placements:write_hours": to(COMPANY | THEMSELVES, "placement"),
    "placements:hours_as_planned": to(COMPANY | THEMSELVES, "placement"),
    "placements:change_hours": to(COMPANY | THEMSELVES, "reported"),
    "placements:refuse_hours": to(COMPANY | THEMSELVES, "reported"),
    "placements:cannot_come": to(THEMSELVES, "shift"),
    "placements:come_after_all": to(THEMSELVES, "shift"),
    "placements:told_people": to(COMPANY),
    "placements:at_company": to(COMPANY),
    "placements:note_at_company": to(COMPANY, "shift"),
    "placements:cancel_at_company": to(COMPANY, "shift"),
    "placements:my_placements": to(THEMSELVES),
    "placements:ask_pause": to(THEMSELVES, "placement"),
    "placements:ask_stop": to(THEMSELVES, "placement"),
    "placements:for_company": to(COMPANY),
    "placements:ask_extend": to(COMPANY, "placement"),
    "placements:ask_hire": to(COMPANY, "placement"),
    "candidates:my_data": to(THEMSELVES),
    "candidates:show_address": to(THEMSELVES),
    "candidates:my_stored": to(THEMSELVES),
    "candidates:my_seers": to(THEMSELVES),
    "candidates:my_log": to(THEMSELVES),
    "candidates:my_consents": to(THEMSELVES),
    "candidates:my_consent": to(THEMSELVES),
    "candidates:my_download": to(THEMSELVES),
    "candidates:my_corrections": to(THEMSELVES),
    "candidates:circle": to(CIRCLE),
    "candidates:circle_person": to(CIRCLE, "person"),
    "placements:week_of": to(CIRCLE, "person"),
    "placements:my_papers": to(SIGN_THEMSELVES),
    "placements:papers_waiting": to(THEMSELVES | CIRCLE),
    "placements:my_agreement": to(SIGN_THEMSELVES, "placement"),
    "placements:company_papers": to(COMPANY),
    "placements:company_agreement": to(COMPANY, "placement"),
    "placements:my_paper": to(SIGN_THEMSELVES, "agreement", "aftale"),
    "placements:company_paper": to(COMPANY, "agreement", "aftale"),
    "placements:sign_by_link": to(PUBLIC_LINK, "no-such-token"),
    "placements:paper_by_link": to(PUBLIC_LINK, "no-such-token"),
}
THE_LOG = {
    "access_log": to(JUST_THE_OFFICER),
    "access_flags": to(JUST_THE_OFFICER),
    "access_one": to(JUST_THE_OFFICER, "look_up"),
    "access_sample": to(JUST_THE_OFFICER),
    "find_citizen": to(JUST_THE_OFFICER),
    "mark_sample": to(JUST_THE_OFFICER, "sample_item"),
    "citizen_log": to(JUST_THE_OFFICER, "person"),
    "citizen_log_pdf": to(JUST_THE_OFFICER, "person"),
}
# Those who erase; who of them sees no people has nobody to look up.
ERASE = frozenset({MANAGER, DPO, ADMIN})
SEES_NOBODY = frozenset({DPO, ADMIN})
RETENTION = {
    "retention": to(ERASE),
    "retention_period": Row(ERASE, ("person_word",), lists=True),
    "retention_due": Row(ERASE, ("person_word",), lists=True),
    "retention_run": to(ERASE, "erasure"),
    "retention_item": to(ERASE, "erasure_item"),
    "approve_erasure": to(ERASE, "erasure"),
    "reject_erasure": to(ERASE, "erasure"),
    "erase_one": Row(frozenset({MANAGER}), ("person_word", "person"), SEES_NOBODY),
    "erasure_copy": Row(frozenset({MANAGER}), ("erased",), SEES_NOBODY),
    "hold": to(LEADS, "person_word", "person"),
    "holds": Row(LEADS, ("person_word",), lists=True),
    "lift_hold": to(LEADS, "held"),
}

# Law and rates: read by who works with people or leads them, and by the administrator, who alone corrects.
RULES = {
    "rules": to(READS | {ADMIN}),
    "rule": Row(READS | {ADMIN}, ("praktik.max_weeks",), lists=True),
    "law_groups": to(READS | {ADMIN}),
    "correct_rule": Row(frozenset({ADMIN}), ("praktik.max_weeks",), lists=True),
    "activate_list": Row(frozenset({ADMIN}), ("LAB-2027",), lists=True),
    "take_back_rule": to(frozenset({ADMIN}), "own_rule"),
    "deactivate_list": to(frozenset({ADMIN}), "list_in_use"),
}

TABLE: dict[str, Row] = {
    **SIGNING_IN,
    **OWN_ACCOUNT,
    **PEOPLE,
    **PROGRAMMES,
    **WORKPLACES,
    **PLACEMENTS,
    **PROPOSALS,
    **FILES_IN_AND_OUT,
    **USERS,
    **EMPLOYERS_THEMSELVES,
    **MESSAGES,
    **ACCESS_FOR_PEOPLE,
    **PEOPLE_THEMSELVES,
    **RETENTION,
    **RULES,
    **THE_LOG,
}
