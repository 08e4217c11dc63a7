#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Usher never shows itself out: its sessions are marked, and no way to select leads to them."""

from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    victims = [server.connect("victim") for _ in range(3)]
    usher = stage.usher(server.address())

    def own() -> set[int]:
        return {int(row["PID"]) for row in usher.rows() if row["State"] == "Usher"}

    with stage.step("its own sessions are in the list and marked"):
        wait_for("two rows of Usher's own", lambda: len(own()) == 2)
        mine = own()
        rows = server.ask("SELECT pid FROM pg_stat_activity WHERE application_name ~* '^usher'")
        assert mine == {int(pid) for pid, in rows}, rows

    with stage.step("alone, they cannot be terminated"):
        usher.select(*mine)
        usher.wait_for_words("2 sessions selected")
        assert not usher.sees("button", "Terminate…").has("sensitive")

    with stage.step("everything selected, the dialog lists all but them"):
        usher.body().act("list.select-all")
        usher.press("Terminate…")
        dialog = usher.wait_for_dialog("Terminate 3 sessions")
        words = dialog.words()
        assert all(str(client.pid) in words for client in victims), words
        assert not any(str(pid) in words for pid in mine), words

    with stage.step("the others are gone, and Usher is still connected by the same sessions"):
        usher.press("Terminate 3 Sessions")
        wait_for("the end of the victims", lambda: not any(v.is_there() for v in victims))
        usher.wait_for_words("Terminated 3 sessions")
        alive = {int(pid) for pid, in server.ask("SELECT pid FROM pg_stat_activity")}
        assert mine <= alive, f"{mine - alive} of Usher's own ended"
        assert not usher.words_like("Connection lost")


if __name__ == "__main__":
    main(journey)
