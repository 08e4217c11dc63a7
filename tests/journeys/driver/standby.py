# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server as the streaming standby of another one."""

import pathlib
import shutil
import subprocess

from .server import Server
from .waiting import wait_for


def follow(standby: Server, primary: Server) -> None:
    """Gives it the data of the primary, which loses no session by that, and lets it stream."""
    data = pathlib.Path(standby.facts["folder"], "data")
    copy = data.with_name("copy")
    standby.kill()
    primary.freeze()
    subprocess.run(["cp", "-a", str(pathlib.Path(primary.facts["folder"], "data")), str(copy)],
                   check=True, timeout=60)
    primary.thaw()
    _make_standby(copy, data, primary)
    shutil.rmtree(data)
    copy.rename(data)
    standby.restart()
    wait_for("the standby to stream", lambda: standby.ask(
        "SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'"), 60)


def _make_standby(copy: pathlib.Path, data: pathlib.Path, primary: Server) -> None:
    """The settings stay those that it had. It may run as another user than this."""
    for name in ("postgresql.conf", "pg_hba.conf"):
        subprocess.run(["cp", "-a", str(data / name), str(copy)], check=True, timeout=10)
    (copy / "postmaster.pid").unlink()
    settings = copy / "postgresql.auto.conf"
    settings.write_text(f"primary_conninfo = 'host={primary.facts['folder']} "
                        f"port={primary.facts['port']} user={primary.facts['user']}'\n")
    (copy / "standby.signal").touch()
    for path in (settings, copy / "standby.signal"):
        path.chmod(0o644)


def promote(standby: Server) -> None:
    standby.ask("SELECT pg_promote()")
