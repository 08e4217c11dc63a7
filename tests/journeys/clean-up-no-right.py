#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has no right to drop a database is told who has, before anything is tried; and over a
connection that is set to look only nothing is tried at all."""

import re

from driver.clean_up import close, exists, find, open_window, type_name
from driver.connections import new_connection, save
from driver.journey import Journey, main
from driver.usher import Usher


def journey(stage: Journey) -> None:
    server = stage.server()
    server.ask("CREATE DATABASE shop")
    server.ask("CREATE ROLE guest LOGIN")
    usher = stage.usher(server.address(user="guest"))

    with stage.step("what is missing is said, and who has it"):
        open_window(usher, "shop")
        dialog = usher.wait_for_dialog("Stops it")
        assert re.search("owner|postgres", dialog.words()), dialog.words()

    with stage.step("the name alone does not help"):
        type_name(usher, "shop")
        button = usher.top().find("button", like="Drop")
        assert button and not button.has("sensitive")
        close(usher)
        usher.end()
        assert exists(server, "shop")

    save(new_connection("Just looking", server, **{"look-only": True}))
    server.ask("ALTER DATABASE shop IS_TEMPLATE true")
    looking = stage.usher("Just looking")
    with stage.step("where one only looks, all of it is seen, and nothing can be done"):
        open_window(looking, "shop")
        looking.wait_for_dialog("It is marked as a template")
        looking.wait_for_words("This connection is set to look only")
        type_name(looking, "shop")
        assert not find(looking, "button", "^Drop").has("sensitive")
        assert not find(looking, "button", "Take the Mark Away")
        assert not find(looking, "check", "Try It Anyway")
        close(looking)


if __name__ == "__main__":
    main(journey)
