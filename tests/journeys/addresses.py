#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with an address is said in a sentence that helps, with the server's own words."""

import pathlib
import re
import socket

from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def try_address(stage: Journey, address: str) -> Usher:
    usher = stage.usher("--new-instance", address)
    usher.wait_for_words("Could Not Connect")
    return usher


def journey(stage: Journey) -> None:
    port = free_port()
    server = stage.server("--tcp-port", str(port))
    good = f"postgresql://postgres@127.0.0.1:{port}/postgres"

    with stage.step("no server there"):
        usher = try_address(stage, f"postgresql://postgres@127.0.0.1:{free_port()}/postgres")
        usher.wait_for_words("(?i)refused")
        usher.end()

    with stage.step("no such host"):
        usher = try_address(stage, "postgresql://postgres@no-such-host.invalid/postgres")
        usher.wait_for_words("no-such-host.invalid")
        usher.end()

    with stage.step("no such role"):
        usher = try_address(stage, server.address(user="nobody-like-this"))
        usher.wait_for_words("Server says: .*nobody-like-this")
        usher.end()

    with stage.step("no such database"):
        usher = try_address(stage, server.address("nowhere"))
        usher.wait_for_words("no database named nowhere")
        usher.end()

    with stage.step("a password is asked for, and asked for again when it is wrong"):
        usher = stage.usher("--new-instance", good)
        dialog = usher.wait_for_dialog("Password Required")
        dialog.get("entry", "Password").write("wrong")
        usher.press("Connect")
        dialog = usher.wait_for_dialog("(?s)Password Required.*(?i:password authentication failed)")

    with stage.step("the right password opens the server"):
        dialog.get("entry", "Password").write(server.facts["password"])
        usher.press("Connect")
        usher.wait_for_place("^All sessions, ")

    with stage.step("what is secret does not leave the process"):
        process = pathlib.Path(f"/proc/{usher.program.pid}")
        arguments = (process / "cmdline").read_text()
        limits = (process / "limits").read_text()
        assert server.facts["password"] not in arguments + usher.program.said(), arguments
        assert re.search(r"^Max core file size +[01] ", limits, re.MULTILINE), limits

    with stage.step("a password that was changed meanwhile is asked for when the person wants"):
        server.ask("ALTER ROLE postgres PASSWORD 'another'")
        server.ask("SELECT pg_terminate_backend((SELECT pid FROM pg_stat_activity WHERE "
                   "application_name = 'Usher' ORDER BY backend_start DESC LIMIT 1))")
        usher.wait_for_words("(?i)nothing can be cancelled")
        usher.press("Enter Password…")
        dialog = usher.wait_for_dialog("Password Required")
        dialog.get("entry", "Password").write("another")
        usher.press("Connect")
        wait_for("the banner to go",
                 lambda: not usher.words_like("(?i)nothing can be cancelled"))
        usher.end()


if __name__ == "__main__":
    main(journey)
