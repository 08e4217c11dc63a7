# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real SSH server on loopback, and the way in to it."""

import getpass
import os
import pathlib
import shutil
import socket
import subprocess

from .processes import Program
from .waiting import wait_for

PROGRAM = pathlib.Path("/usr/sbin/sshd")


def is_installed() -> bool:
    return PROGRAM.exists()


class SshServer:
    """Its host "bastion" lets in the user who runs the journey, by a key. It is known to nobody
    at first. Nothing of the person's own settings for ssh counts."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder / "ssh"
        self.folder.mkdir(mode=0o700)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        for name in ("host_key", "key"):
            self._make_key(name)
        shutil.copy(self.folder / "key.pub", self.folder / "authorized_keys")
        self._write_settings()
        self.program = self._start()

    @property
    def path(self) -> str:
        """Where programs are looked for, so that "ssh" reads these settings and no others."""
        return f"{self.folder / 'programs'}:{os.environ['PATH']}"

    def fingerprint(self) -> str:
        done = subprocess.run(["ssh-keygen", "-lf", str(self.folder / "host_key.pub")],
                              capture_output=True, text=True, check=True, timeout=10)
        return done.stdout.split()[1]

    def is_known(self) -> bool:
        known = self.folder / "known_hosts"
        return known.exists() and bool(known.read_text())

    def make_known(self) -> None:
        """As its administrator would have a person do it."""
        key = (self.folder / "host_key.pub").read_text()
        (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {key}")

    def change_key(self) -> None:
        """It is set up anew, or another one answers in its place."""
        self.end()
        self._make_key("host_key")
        self.program = self._start()

    def end(self) -> None:
        self.program.end()

    def _make_key(self, name: str) -> None:
        path = self.folder / name
        path.unlink(missing_ok=True)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)],
                       check=True, timeout=20)

    def _write_settings(self) -> None:
        (self.folder / "sshd_config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.folder}/host_key\n"
            f"AuthorizedKeysFile {self.folder}/authorized_keys\nStrictModes no\nUsePAM no\n"
            "PidFile none\nPermitRootLogin yes\nPasswordAuthentication no\n")
        config = self.folder / "config"
        config.write_text(
            f"Host bastion\n  HostName 127.0.0.1\n  Port {self.port}\n"
            f"  User {getpass.getuser()}\n  IdentityFile {self.folder}/key\n"
            "  IdentitiesOnly yes\n  IdentityAgent none\n  PasswordAuthentication no\n"
            "  KbdInteractiveAuthentication no\n"
            f"  UserKnownHostsFile {self.folder}/known_hosts\n  GlobalKnownHostsFile none\n")
        ssh = self.folder / "programs" / "ssh"
        ssh.parent.mkdir()
        ssh.write_text(f"#!/bin/sh\nexec {shutil.which('ssh')} -F {config} \"$@\"\n")
        ssh.chmod(0o755)

    def _start(self) -> Program:
        if os.geteuid() == 0:
            pathlib.Path("/run/sshd").mkdir(exist_ok=True)  # it insists
        program = Program([str(PROGRAM), "-D", "-e", "-f", str(self.folder / "sshd_config")],
                          self.folder / "sshd.log", dict(os.environ))
        wait_for("the SSH server", self._answers)
        return program

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def find_tunnel(pid: int) -> int | None:
    """The ssh that a process has started, by its pid, while it runs."""
    try:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return None
    return next((int(child) for child in children if name_of(int(child)) == "ssh"), None)


def name_of(pid: int) -> str | None:
    """What a process calls itself, if it is there and has not ended."""
    try:
        name, rest = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return name.split("(", 1)[1] if rest.split()[0] not in "ZX" else None
