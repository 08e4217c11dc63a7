#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter, chips and order are the person's, while the list below them lives."""

from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def in_order(usher: Usher) -> list[int]:
    return [int(row["PID"]) for row in usher.rows()]


def journey(stage: Journey) -> None:
    server = stage.server()
    server.ask("CREATE ROLE ana LOGIN")
    clients = [server.connect(f"api {number}", user="ana") for number in range(6)]
    idle = server.connect("waits in a transaction", say="BEGIN; SELECT 1;")
    usher = stage.usher(server.address())

    with stage.step("a click on a header orders by it, another turns it around"):
        wait_for("all sessions", lambda: {client.pid for client in clients} <= usher.pids())
        usher.point(usher.header("PID"))
        wait_for("ascending order", lambda: in_order(usher) == sorted(in_order(usher)))
        usher.point(usher.header("PID"))
        wait_for("descending order", lambda: in_order(usher) == sorted(in_order(usher))[::-1])

    with stage.step("the order holds while sessions come and go"):
        clients.pop().end()
        clients.append(server.connect("api new", user="ana"))
        wait_for("the new one in its place", lambda: clients[-1].pid in usher.pids())
        assert in_order(usher) == sorted(in_order(usher), reverse=True)

    with stage.step("the filter finds words in any column, and counts what it hides"):
        before = len(usher.rows())
        usher.filter("ana api")
        wait_for("six sessions", lambda: usher.pids() == {client.pid for client in clients})
        usher.wait_for_words(f"{before - 6} hidden by filters")

    with stage.step("who matches the filter appears under it, who does not is hidden"):
        clients.append(server.connect("api late", user="ana"))
        stranger = server.connect("stranger")
        wait_for("the new match", lambda: clients[-1].pid in usher.pids())
        usher.wait_for_words(f"{before - 5} hidden by filters")
        assert stranger.pid not in usher.pids()

    with stage.step("what the filter hides can be shown again"):
        usher.press("Clear")
        wait_for("all sessions", lambda: stranger.pid in usher.pids())

    with stage.step("a chip shows one state alone, with its count"):
        usher.press("Idle in transaction 1")
        wait_for("one session", lambda: usher.pids() == {idle.pid})
        idle.say("COMMIT;")
        wait_for("none", lambda: not usher.rows())
        usher.press(like="^All [0-9]+$")
        wait_for("all sessions", lambda: stranger.pid in usher.pids())


if __name__ == "__main__":
    main(journey)
