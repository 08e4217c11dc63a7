#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has no right to drop a database is told who has, before anything is tried."""

import re

from driver.clean_up import close, open_window, type_name
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
        assert server.ask("SELECT 1 FROM pg_database WHERE datname = 'shop'")


if __name__ == "__main__":
    main(journey)
