#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every connection is taken, the reserved ones too: Usher gets in all the same, and makes room."""

import subprocess

from driver.journey import Journey, main
from driver.server import Server, environment
from driver.waiting import wait_for

HOGS = 5


def take_last_place(server: Server) -> subprocess.Popen:
    """A client for which there is room as soon as the one that asked before has left."""
    def attempt():
        client = subprocess.Popen(
            ["psql", "-XAtq", "-d", server.address(), "-c", "SELECT 'in'",
             "-c", "SELECT pg_sleep(600)"],
            env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if client.stdout.readline() == "in\n":
            return client
        client.wait()
        return None
    return wait_for("the last place", attempt)


def journey(stage: Journey) -> None:
    server = stage.server(f"--set=max_connections={HOGS + 1}",
                          "--set=superuser_reserved_connections=2")
    hogs = [server.connect(f"hog {number}") for number in range(HOGS)]
    last = take_last_place(server)
    pids = {hog.pid for hog in hogs}
    usher = stage.usher(server.address())

    with stage.step("no place left, and Usher says so"):
        usher.wait_for_words("no free connection")

    with stage.step("by a connection for replication it gets in"):
        usher.press("Use a Replication Connection")
        wait_for("the sessions", lambda: pids <= usher.pids())
        usher.wait_for_words("All connections of the server are taken")

    with stage.step("sessions are ended from there"):
        usher.select(*(hog.pid for hog in hogs[:3]))
        usher.press("Terminate…")
        usher.press("Terminate 3 Sessions")
        usher.wait_for_words("3 terminated")
        assert not any(hog.is_there() for hog in hogs[:3]), "said to be gone, and is not"
        usher.press("Close")

    with stage.step("with room made, Usher has an ordinary connection again"):
        wait_for("the banner to go",
                 lambda: not usher.words_like("All connections of the server are taken"), 40)
        wait_for("no more connections for replication", lambda: server.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'walsender'") == [["0"]])
        assert hogs[4].is_there(), "the others stay"

    last.kill()
    last.wait()


if __name__ == "__main__":
    main(journey)
