#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Through an SSH tunnel: an unknown server is asked about, a known one is not, and one that
shows another key than before stops everything."""

import json
import os
import pathlib
import signal
import sys

from driver.journey import Journey, main
from driver.server import Server
from driver.ssh_server import SshServer, find_tunnel, is_installed, name_of
from driver.waiting import stays, wait_for

NAME = "Behind the bastion"


def save(server: Server) -> None:
    """The saved connection, as Usher keeps it."""
    path = pathlib.Path(os.environ["HOME"], ".config", "usher", "connections.json")
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"version": 1, "connections": [{
        "id": "6a1f2b62-3f0c-4a58-9d0e-0a3a4c1f0011", "name": NAME, "environment": "none",
        "password-from": "libpq", "tunnel": {"destination": "bastion"},
        "parameters": {"host": server.facts["folder"], "port": server.facts["port"],
                       "user": server.facts["user"], "dbname": "postgres"}}]}))
    path.chmod(0o600)


def journey(stage: Journey) -> None:
    server = stage.server()
    victim, other = server.connect("api"), server.connect("bystander")
    ssh = SshServer(stage.folder)
    stage.closing.callback(lambda: ssh.end())
    save(server)
    usher = stage.usher(NAME, PATH=ssh.path)

    with stage.step("an unknown SSH server: the dialog shows its fingerprint"):
        dialog = usher.wait_for_dialog("shows a key that is not known here")
        assert ssh.fingerprint() in dialog.words(), dialog.words()
        assert NAME in dialog.words(), dialog.words()
        wait_for("the focus on the safe button", lambda: usher.top().get("button", "Cancel").has(
            "focused"))

    with stage.step("refused, there is no connection and no ssh left, and the page says why"):
        usher.press("Cancel")
        usher.wait_for_words("is not known, and was not confirmed")
        wait_for("the end of ssh", lambda: find_tunnel(usher.program.pid) is None)
        assert not ssh.is_known()

    with stage.step("asked again and trusted, the sessions are listed"):
        usher.press("Try Again")
        usher.wait_for_dialog("shows a key that is not known here")
        usher.press("Trust Key")
        wait_for("the sessions", lambda: usher.pids() >= {victim.pid, other.pid})
        assert ssh.is_known()
        assert find_tunnel(usher.program.pid), "it came another way"
        usher.wait_for_words(r"· loopback$")

    with stage.step("through the tunnel a session is terminated, and no other"):
        usher.select(victim.pid)
        usher.press("Terminate…")
        usher.press("Terminate 1 Session")
        usher.wait_for_words("Terminated 1 session")
        assert not victim.is_there() and other.is_there()
        usher.press("Close")

    with stage.step("another key stops everything: no question, and nothing tried again"):
        ssh.change_key()
        os.kill(find_tunnel(usher.program.pid), signal.SIGKILL)
        usher.wait_for_words("Connection lost. The SSH server bastion shows another key")
        wait_for("the last ssh to end", lambda: not find_tunnel(usher.program.pid))
        stays("no dialog, no ssh", lambda: not usher.dialog()
              and not find_tunnel(usher.program.pid), 2)
        assert usher.pids() >= {other.pid}, "the last picture is gone"

    with stage.step("the key set right by a person, Retry Now leads back"):
        ssh.make_known()
        late = server.connect("late")
        usher.press("Retry Now")
        wait_for("the new session", lambda: late.pid in usher.pids())
        assert not usher.words_like("Connection lost")

    with stage.step("Usher ends, and its ssh with it"):
        tunnel = find_tunnel(usher.program.pid)
        stage.end_ushers()
        wait_for("the end of ssh", lambda: name_of(tunnel) != "ssh")

    with stage.step("started again, it asks nothing; killed, it leaves no ssh behind"):
        again = stage.usher(NAME, PATH=ssh.path)
        wait_for("the sessions", lambda: other.pid in again.pids())
        tunnel = find_tunnel(again.program.pid)
        os.kill(again.program.pid, signal.SIGKILL)
        again.program.wait()
        stage.ushers.remove(again)
        wait_for("the end of ssh", lambda: name_of(tunnel) != "ssh")


if __name__ == "__main__":
    if not is_installed():
        print("1..0 # SKIP there is no SSH server to test with (package openssh-server)")
        sys.exit()
    main(journey)
