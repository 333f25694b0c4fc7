"""Where things lie: the project's folder, this instance's data, and what is built."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = ROOT / "build"
TOOLS = BUILD / "tools"


@dataclass(frozen=True)
class Instance:
    """One instance's folder of data: `SMAAJOB_VAR`, else `var/` in the project."""

    var: Path

    @classmethod
    def from_environment(cls) -> Instance:
        """The instance that the environment names (the same rule as smaajob/environment.py)."""
        return cls(Path(os.environ.get("SMAAJOB_VAR") or ROOT / "var").absolute())

    @property
    def env_file(self) -> Path:
        """KEY=value lines with passwords and keys; mode 0600."""
        return self.var / "env"

    @property
    def logs(self) -> Path:
        """One file a process."""
        return self.var / "log"

    @property
    def postgres(self) -> Path:
        """The cluster, its socket and its superuser's password."""
        return self.var / "postgres"

    @property
    def valkey(self) -> Path:
        """The broker's data, socket and pid file."""
        return self.var / "valkey"

    def make(self) -> None:
        """Create the folder. Others may pass through it but not list it: PostgreSQL may be another user than we."""
        self.logs.mkdir(parents=True, exist_ok=True)
        if self.var.stat().st_uid == os.geteuid():
            self.var.chmod(0o711)
