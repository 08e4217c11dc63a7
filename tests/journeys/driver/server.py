# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real servers, real clients, and the truth about both, asked without Usher."""

import os
import pathlib
import shutil
import subprocess
import urllib.parse

from .processes import Program
from .waiting import wait_for

# Where the tests of the rooms keep initialised data folders too; of any user's.
TEMPLATES = pathlib.Path("tests", "server-templates")

# Servers come and go quickly here, and disks are slow to use again what was freed just now.
MEMORY = pathlib.Path("/dev/shm")
ENOUGH_MEMORY = 1 << 30


class Server:
    """A throw-away PostgreSQL, started by the helper program that the practice mode uses."""

    def __init__(self, helper: pathlib.Path, build: pathlib.Path, folder: pathlib.Path,
                 options: list[str]):
        templates = build / TEMPLATES
        templates.mkdir(parents=True, exist_ok=True)
        templates.chmod(0o1777)
        self.helper = Program([str(helper), "--cache", str(templates), *options],
                              folder / "server.log", environment(), stdout=subprocess.PIPE)
        self.scratch = folder
        self.facts: dict[str, str] = {}
        self.clients: list[Client] = []
        self._listen_for("ready")

    # How to reach it

    def address(self, database: str = "postgres", user: str | None = None, **more: str) -> str:
        """A URI of it, over its own socket."""
        words = {"host": self.facts["folder"], "port": self.facts["port"],
                 "user": user or self.facts["user"], **more}
        return f"postgresql:///{urllib.parse.quote(database)}?{urllib.parse.urlencode(words)}"

    @property
    def pid(self) -> int:
        return int(self.facts["server-pid"])

    # The truth

    def ask(self, statement: str, database: str = "postgres") -> list[list[str]]:
        """Runs a statement by psql as the superuser; the rows as text."""
        done = subprocess.run(
            ["psql", "-XAtq", "-F", "\x1f", "-R", "\x1e", "-v", "ON_ERROR_STOP=1",
             "-d", self.address(database), "-c", statement],
            env=environment() | {"PGAPPNAME": "truth"},
            capture_output=True, text=True, timeout=30, check=False)
        if done.returncode != 0:
            raise AssertionError(f"psql: {done.stderr.strip()}")
        text = done.stdout.removesuffix("\n")
        return [row.split("\x1f") for row in text.split("\x1e")] if text else []

    def pids(self, application: str) -> set[int]:
        """The sessions of an application that are really there."""
        quoted = application.replace("'", "''")
        return {int(pid) for pid, in self.ask(
            f"SELECT pid FROM pg_stat_activity WHERE application_name = '{quoted}'")}

    # Who is connected to it

    def connect(self, application: str, database: str = "postgres", user: str | None = None,
                say: str = "") -> "Client":
        """A client that has said something already, and stays."""
        client = Client(self, application, database, user)
        self.clients.append(client)
        if say:
            client.say(say)
        return client

    # What befalls it

    def freeze(self) -> None:
        """Stops all of its processes: it neither answers nor refuses."""
        self.order("signal STOP all")

    def thaw(self) -> None:
        self.order("signal CONT all")

    def kill(self) -> None:
        """All of its processes die at once, as when the machine loses power."""
        self.order("signal KILL all")
        self._listen_for("ended")

    def restart(self) -> None:
        """The same cluster, up again."""
        self.helper.tell("restart")
        self._listen_for("done")

    def become_standby(self) -> None:
        """The same cluster as a hot standby: a standby of nobody, that waits for more."""
        folder = pathlib.Path(f"/proc/{self.pid}/cwd").resolve()
        marker = folder / "standby.signal"
        marker.touch()
        os.chown(marker, folder.stat().st_uid, folder.stat().st_gid)
        self.restart()
        wait_for("a hot standby", lambda: self.ask("SELECT pg_is_in_recovery()") == [["t"]])

    def order(self, command: str) -> None:
        self.helper.tell(command)
        self._listen_for("done")

    def end(self) -> None:
        for client in self.clients:
            client.end()
        self.helper.process.stdin.close()
        self.helper.wait(20)

    def _listen_for(self, key: str) -> None:
        """Reads what the helper says up to that word; it has its own deadlines."""
        for line in self.helper.process.stdout:
            word, _, value = line.rstrip("\n").partition("=")
            self.facts[word] = value
            if word in ("failed", "refused"):
                break
            if word == key:
                return
        said = "\n".join(f"{word}={value}" for word, value in self.facts.items())
        raise AssertionError(f"{self.helper.name} did not say {key}, but:\n"
                             + said.replace("\\n", "\n"))


def environment() -> dict[str, str]:
    """Without a server that the person's own settings would name."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_MEMORY:
        env.setdefault("TMPDIR", str(MEMORY))
    return env


class Client:
    """A psql with an application name of its own, fed through a pipe."""

    def __init__(self, server: Server, application: str, database: str, user: str | None):
        env = environment() | {"PGAPPNAME": application, "PGCONNECT_TIMEOUT": "10"}
        before = server.pids(application)
        self.program = Program(["psql", "-XAtq", "-d", server.address(database, user)],
                               server.scratch / "clients.log", env,
                               stdout=subprocess.DEVNULL)
        self.server = server
        self.application = application
        self.pid = wait_for(f"the connection of {application}",
                            lambda: server.pids(application) - before).pop()

    def say(self, statement: str) -> None:
        """Has it run a statement, and does not wait for its end."""
        self.program.tell(statement)

    def state(self) -> str:
        """What the server says of it: active, idle, …, or "gone"."""
        rows = self.server.ask(f"SELECT state FROM pg_stat_activity WHERE pid = {self.pid}")
        return rows[0][0] if rows else "gone"

    def is_there(self) -> bool:
        return self.state() != "gone"

    def end(self) -> None:
        self.program.end()
