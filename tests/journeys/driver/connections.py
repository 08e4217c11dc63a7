# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file of saved connections, as it lies on the disk of the person who makes the journey."""

import itertools
import json
import os
import pathlib

from .server import Server

_numbers = itertools.count(1)


def store() -> pathlib.Path:
    return pathlib.Path(os.environ["HOME"], ".config", "usher", "connections.json")


def new_connection(name: str, server: Server | None = None, **more) -> dict:
    """One that leads to the server, or nowhere."""
    parameters = {"host": "nowhere.invalid"} if server is None else {
        "host": server.facts["folder"], "port": server.facts["port"],
        "user": server.facts["user"], "dbname": "postgres"}
    return {"id": f"6a1f2b62-3f0c-4a58-9d0e-0a3a4c1f{next(_numbers):04}", "name": name,
            "environment": "none", "password-from": "ask", "parameters": parameters, **more}


def save(*connections: dict) -> None:
    """Before Usher starts."""
    store().parent.mkdir(parents=True, exist_ok=True)
    store().write_text(json.dumps({"version": 1, "connections": connections}), encoding="utf-8")
    store().chmod(0o600)


def on_disk() -> list[dict]:
    return json.loads(store().read_text())["connections"] if store().exists() else []


def groups_on_disk() -> str:
    """Names and groups in their order: "Shop/live Shop/test lone"."""
    return " ".join("/".join(filter(None, [each.get("group", ""), each["name"]]))
                    for each in on_disk())
