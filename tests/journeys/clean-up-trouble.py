#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands in the way of a clean-up is said and cleared, and a crash in the middle of one
leaves no database closed for ever."""

import os
import signal

from driver.clean_up import close, exists, find, lets_in, open_window, type_name
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server("--set", "max_prepared_transactions=2")
    for name in ("games", "shop"):
        server.ask(f"CREATE DATABASE {name}")
    server.ask("BEGIN; CREATE TABLE t (n int); PREPARE TRANSACTION 'tpc_4417'", "games")
    usher = stage.usher(server.address())

    with stage.step("a prepared transaction stops it, and that is said"):
        open_window(usher, "games")
        usher.wait_for_dialog("tpc_4417")
        type_name(usher, "games")
        button = usher.top().find("button", like="Drop 1 Database")
        assert button and not button.has("sensitive")

    with stage.step("it is rolled back on request"):
        wait_for("its button", lambda: find(usher, "button", "^Roll Back…$")).click()
        usher.wait_for_words("ROLLBACK PREPARED 'tpc_4417'")
        usher.key("Tab", "space")
        wait_for("it to go", lambda: not server.ask("SELECT 1 FROM pg_prepared_xacts"))
        usher.wait_for_dialog("Nothing stands in the way|Stops it")

    with stage.step("then the database can be dropped"):
        usher.press("Drop 1 Database")
        wait_for("the database to go", lambda: not exists(server, "games"))
        close(usher)

    with stage.step("Usher dies while it waits for a session that does not end"):
        frozen = server.connect("frozen", "shop")
        server.order(f"signal STOP {frozen.pid}")
        open_window(usher, "shop")
        type_name(usher, "shop")
        usher.press("Terminate 1 Session and Drop")
        wait_for("it to be closed", lambda: not lets_in(server, "shop"))
        os.kill(usher.program.pid, signal.SIGKILL)
        usher.program.process.wait(20)
        stage.ushers.remove(usher)
        server.order(f"signal CONT {frozen.pid}")
        assert exists(server, "shop") and not lets_in(server, "shop")

    with stage.step("the next Usher says so, and puts it back"):
        again = stage.usher(server.address())
        again.wait_for_words("“shop”: A clean-up was interrupted")
        again.press("Let Sessions In Again")
        wait_for("it to be open", lambda: lets_in(server, "shop"))
        again.end()


if __name__ == "__main__":
    main(journey)
