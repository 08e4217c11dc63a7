#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several databases at once, each with its own outcome: one that fails does not stop the others,
one that has to wait says for what, and what failed can be tried again."""

from driver.clean_up import (close, exists, find, lets_in, open_window, outcome, turn,
                             type_asked_name, type_name)
from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server("--set", "max_prepared_transactions=2")
    names = ("games", "shop", "wiki")
    for name in names:
        server.ask(f"CREATE DATABASE {name}")
    server.ask("BEGIN; CREATE TABLE t (n int); PREPARE TRANSACTION 'tpc_1'", "games")
    server.connect("shop-api", "shop")
    elsewhere = server.connect("bystander")
    usher = stage.usher(server.address())

    with stage.step("what is expected to fail can be tried, but not by mistake"):
        open_window(usher, *names)
        usher.wait_for_dialog("What stands in the way of “games”(.|\n)*tpc_1")
        type_asked_name(usher)
        button = wait_for("the button", lambda: find(usher, "button", "Session and Drop"))
        assert not button.has("sensitive")
        turn(usher, "Try It Anyway")

    server.order(f"signal STOP {elsewhere.pid}")
    with stage.step("one fails, and the next one says what it waits for"):
        usher.press("Terminate 1 Session and Drop")
        wait_for("the first outcome", lambda: "Failed" in outcome(usher, "games"))
        assert "1 prepared transaction is in the way" in outcome(usher, "games")
        assert "put back" in outcome(usher, "games")
        wait_for("the reason to wait", lambda: "does not react" in outcome(usher, "shop"))
        usher.wait_for_words("If it is stopped now, the database may be left invalid")

    with stage.step("Escape does not stop it, but asks"):
        usher.key("Escape")
        usher.wait_for_dialog("Stop the Clean-Up")
        usher.press(like="^Keep Running")
        wait_for("the question to go", lambda: not usher.dialog("Stop the Clean-Up"))
        assert exists(server, "shop")

    with stage.step("it goes on by itself, and with the last one too"):
        server.order(f"signal CONT {elsewhere.pid}")
        wait_for("the outcomes", lambda: all("Done" in outcome(usher, name)
                                             for name in ("shop", "wiki")))
        assert [exists(server, name) for name in names] == [True, False, False]
        assert lets_in(server, "games") and elsewhere.is_there()

    with stage.step("what is left can be cleared there, and tried again"):
        wait_for("what to do about it", lambda: find(usher, "button", "^Roll Back…$")).click()
        usher.press(like="^Roll Back( Roll Back)?$")
        wait_for("it to go", lambda: not server.ask("SELECT 1 FROM pg_prepared_xacts"))
        usher.press("Try Again…")
        usher.wait_for_dialog("Nothing stands in the way")
        type_name(usher, "games")
        usher.press("Drop 1 Database")
        wait_for("the last one to go", lambda: not exists(server, "games"))
        wait_for("its outcome", lambda: "Done" in outcome(usher, "games"))
        close(usher)


if __name__ == "__main__":
    main(journey)
