"""`make restore BACKUP=file`: beside the real database first, looked through there, and in its place only when all is well.

So a file that can't be used, a full disk or a kill leaves what was there as it was.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from smaajob.dev import backupfile, manage
from smaajob.dev.backup import backup_folder, working_folder
from smaajob.dev.backupfile import Opened
from smaajob.dev.clients import client_for, find_clients
from smaajob.dev.envfile import read_env, write_env
from smaajob.dev.errors import DevError
from smaajob.dev.keys import Keys
from smaajob.dev.paths import Instance
from smaajob.dev.place import CONNECTED, RESTORING, Place, ask, place_of
from smaajob.dev.running import only_one
from smaajob.dev.shell import say

WHAT = "Restoring"
YES = "yes"


def restore(instance: Instance) -> None:
    """Restore the file that BACKUP names. Raises DevError, with nothing changed, where that can't be done whole."""
    path = _named(instance)
    instance.make()
    keys = Keys.of(_environment(instance), what="Restoring a backup")
    with (
        only_one(instance),  # neither a second restore nor a `make run`
        working_folder(instance.var) as work,
        backupfile.unpacked(path, keys=keys, folder=work) as backup,
    ):
        say(_about(path, backup.manifest))
        refuse_newer(backup.manifest, instance)
        with place_of(instance, named="RESTORE_DATABASE_URL") as place:
            done = _into(place, backup, instance)
        if place.own:
            _keep_keys(instance, keys)
    for sentence in done:
        say(sentence)


def refuse_newer(manifest: Mapping[str, Any], instance: Instance) -> None:
    """Raise DevError where a newer Småjob made the backup: its tables would have columns that this one does not know."""
    answer = ask("known-migrations", what=WHAT, disk=instance, env=_any_environment(instance))
    known = {tuple(one) for one in answer["known"]}
    unknown = [f"{app}.{name}" for app, name in manifest["database"]["migrations"] if (app, name) not in known]
    if unknown:
        raise DevError(
            f"The backup is from a newer Småjob ({manifest['version']}, with {unknown[0]} and {len(unknown) - 1} more "
            "that this one does not know): nothing was changed. Install that version, restore, and go on from there."
        )


def refuse_older_server(manifest: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    """Raise DevError where the server is older than the one that the backup is from."""
    made, here = manifest["postgres"]["major"], seen["major"]
    if here < made:
        raise DevError(
            f"The backup is from PostgreSQL {made} and the server here is PostgreSQL {here}, which is older: nothing was "
            f"changed. Restore it on PostgreSQL {made} or newer."
        )


def refuse_weak_role(manifest: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    """Raise DevError where the role that restores could not make a database, or not count its rows afterwards."""
    lacking = [] if seen["may_create"] else ["CREATEDB"]
    if manifest["database"]["row_security"] and not seen["sees_all"]:
        lacking.append("BYPASSRLS")
    if lacking:
        raise DevError(
            f"The role {seen['role']} lacks {' and '.join(lacking)}, which a restore needs: nothing was changed. "
            "Name a role that has it in RESTORE_DATABASE_URL (docs/operations.md, “Backup and restore”)."
        )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What is not as the manifest says it was, each a few words."""
    found = []
    for table in sorted({*before["tables"], *after["tables"]}):
        was, now = before["tables"].get(table), after["tables"].get(table)
        if was != now:
            found.append(f"{table} has {_rows(now)} and had {_rows(was)}")
    for name, words in (
        ("migrations", "other migrations"),
        ("policies", "another number of policies"),
        ("row_security", "row-level security on other tables"),
        ("row_security_forced", "row-level security forced on other tables"),
        ("rules", "another number of constraints, indexes, triggers or functions"),
    ):
        if _plain(before[name]) != _plain(after[name]):
            found.append(words)
    for role, tables in before["rights"].items():
        if after["rights"].get(role) != tables:
            found.append(f"other rights of {role}")
    return found


def verify_log(env: Mapping[str, str], instance: Instance) -> str:
    """A sentence on the log's chain. One that is broken is no reason to be without the data: it was so when it was backed up."""
    try:
        said = manage.manage("verify_log", env=env, what="`verify_log`", disk=instance.var)
    except DevError as error:
        if "Unknown command" in str(error):
            return "Not checked: the log of access, since this version has no `verify_log`."
        return (
            f"THE LOG OF ACCESS DOES NOT HOLD: {str(error).rstrip('.')}. The rows are those that were backed up, "
            "so it was so already then: keep this backup, and tell the data protection officer."
        )
    chains = "; ".join(said.strip().splitlines())
    return f"Checked: the log of access holds ({chains})." if chains else "Checked: the log of access is empty."


def _into(place: Place, backup: Opened, instance: Instance) -> list[str]:
    """Restore beside, look, and swap. Returns what was done and looked at, in sentences."""
    manifest = backup.manifest
    seen = ask("look", url=place.url, what=WHAT, disk=instance)
    refuse_older_server(manifest, seen)
    refuse_weak_role(manifest, seen)
    over = _refuse_data(place, instance)
    _see_to_roles(place, manifest["database"]["roles"], instance)
    client = client_for(max(seen["major"], manifest["dump"]["pg_dump"]), find_clients())
    say("Restoring …")
    try:
        after = ask(
            "restore", url=place.url, owner=place.owner, program=str(client.folder / "pg_restore"),
            dump=str(backup.dump), what=WHAT, disk=instance,
        )  # fmt: skip
        wrong = differences(manifest["database"], after)
        if wrong:
            raise DevError(f"What was restored is not what was backed up: {'; '.join(wrong[:5])}. Nothing was changed.")
        env = place.beside(RESTORING.format(place.database))
        manage.migrate(env, instance.var)
        log = verify_log(env, instance)
        left = ask("swap", url=place.url, what=WHAT, disk=instance)["left"]
    except BaseException:
        with contextlib.suppress(DevError):  # the next restore does it first of all
            ask("discard", url=place.url, what="Clearing up", disk=instance)
        raise
    told = _checked(manifest, after, log, seen, over=over)
    return [*told, f"What was here before could not be dropped: {left}. Drop it yourself."] if left else told


def _checked(
    manifest: Mapping[str, Any], after: Mapping[str, Any], log: str, seen: Mapping[str, Any], *, over: bool
) -> list[str]:
    tables = after["tables"]
    return [
        "Restored" + (", in place of what was here before." if over else "."),
        "Checked: the file has the checksum of its manifest, and the manifest the seal of your HASH_KEY.",
        "Checked: FIELD_KEYS and HASH_KEY are those it was made with.",
        f"Checked: {sum(tables.values())} rows in {len(tables)} tables, as many in each as the manifest says.",
        f"Checked: as many migrations ({len(after['migrations'])}), constraints ({after['rules']['constraints']}), "
        f"triggers ({after['rules']['triggers']}), functions ({after['rules']['functions']}) and policies "
        f"({after['policies']}) as it says; tables with row-level security forced: {len(after['row_security_forced'])}.",
        f"Checked: the rights of {', '.join(after['rights']) or 'nobody'} are as they were.",
        log,
        f"It was made by PostgreSQL {manifest['postgres']['version']} and runs on {seen['server']}; "
        "migrations that were missing have been run.",
        "Start the broker empty, then web, worker and beat; everybody signs in anew unless SECRET_KEY is the same.",
    ]  # fmt: skip


def _refuse_data(place: Place, instance: Instance) -> bool:
    """Whether something is overwritten, which RESTORE_OVER=yes allows. Raises DevError where it does not, or somebody works there."""
    found = ask("in-the-way", url=place.url, what=WHAT, disk=instance)
    if found["connected"]:
        raise DevError(CONNECTED.format(place.database))
    if not found["data"]:
        return False
    if os.environ.get("RESTORE_OVER", "").strip().lower() == YES:
        return True
    raise DevError(
        f"The database {place.database} holds data already: nothing was changed. "
        "`make restore BACKUP=… RESTORE_OVER=yes` throws them away and restores in their place; take a backup first."
    )


def _see_to_roles(place: Place, roles: Sequence[Mapping[str, Any]], instance: Instance) -> None:
    """Have every role that the backup names. In a private server they are made; elsewhere somebody gives them passwords."""
    names = [role["name"] for role in roles]
    strangers = [name for name in (place.owner, place.application) if name not in names]
    if strangers:
        raise DevError(
            f"The backup's tables belong to {', '.join(names)}, and the environment here uses {', '.join(strangers)}: "
            "nothing was changed. Use the same roles here (docs/operations.md, “Two roles in the database”)."
        )
    missing = ask("missing-roles", url=place.url, names=names, what=WHAT, disk=instance)["missing"]
    if missing and not place.own:
        raise DevError(
            f"This server lacks the roles {', '.join(missing)}, which the backup's tables and rules name: nothing was "
            "changed. Make them first (docs/operations.md, “Two roles in the database”)."
        )
    if missing:
        new = [role for role in roles if role["name"] in missing]
        ask("make-roles", url=place.url, roles=new, what=WHAT, disk=instance)


def _named(instance: Instance) -> Path:
    said = os.environ.get("BACKUP", "").strip()
    if not said:
        newest = backupfile.old_ones(backup_folder(instance, os.environ), 0)[-1:]
        hint = f"The newest here is {newest[0]}." if newest else "There is none in the folder of backups here."
        raise DevError(f"Which backup? `make restore BACKUP=/folder/of/the/file`. {hint}")
    path = Path(said).absolute()
    if not path.is_file():
        raise DevError(f"There is no backup {path}.")
    return path


def _environment(instance: Instance) -> dict[str, str]:
    """What is set; and var/env behind it, which belongs to the private database only (as smaajob/environment.py has it)."""
    given = {name: value for name, value in os.environ.items() if value}
    return given if given.get("DATABASE_URL") else {**read_env(instance.env_file), **given}


def _keep_keys(instance: Instance, keys: Keys) -> None:
    """Let var/env have the keys that fit, where they came from the environment."""
    values = read_env(instance.env_file)
    fitting = {"FIELD_KEYS": ",".join(keys.field), "HASH_KEY": keys.hash}
    if values | fitting != values:
        write_env(instance.env_file, values | fitting)


def _about(path: Path, manifest: Mapping[str, Any]) -> str:
    return (
        f"{path.name}: made {manifest['created_at']} by Småjob {manifest['version']} "
        f"on PostgreSQL {manifest['postgres']['version']}."
    )


def _any_environment(instance: Instance) -> dict[str, str]:
    """Enough to load the settings, where no database is needed and none may be there yet."""
    import secrets

    filled = {
        "DATABASE_URL": "postgresql://none@/none", "REDIS_URL": "redis://none", "SECRET_KEY": secrets.token_hex(32),
        "SMAAJOB_ENV": "development", "FIELD_KEYS": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=", "HASH_KEY": "0" * 64,
    }  # fmt: skip
    return {**os.environ, **filled, "DJANGO_SETTINGS_MODULE": "smaajob.settings", "SMAAJOB_VAR": str(instance.var)}


def _rows(count: int | None) -> str:
    return "no table" if count is None else f"{count} rows"


def _plain(value: Any) -> Any:
    """As JSON has it: a migration is a list there, and a pair in Python."""
    return [list(one) if isinstance(one, tuple) else one for one in value] if isinstance(value, list) else value
