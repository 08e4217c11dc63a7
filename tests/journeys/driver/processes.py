# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The processes a journey starts, each ended by its own id."""

import os
import pathlib
import signal
import subprocess


class Program:
    """A process with a pipe to its input, and its other words in a file."""

    def __init__(self, argv: list[str], log: pathlib.Path, env: dict[str, str], **more):
        self.name = pathlib.Path(argv[0]).name
        self.log = log
        with log.open("ab") as errors:
            self.process = subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stderr=errors,
                                            text=True, **more)

    @property
    def pid(self) -> int:
        return self.process.pid

    def is_running(self) -> bool:
        return self.process.poll() is None

    def said(self) -> str:
        """What it wrote to its standard error."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def tell(self, line: str) -> None:
        """Writes a line to its input. To a process that has gone, that is no error."""
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def end(self, seconds: float = 10) -> int:
        """Ends it politely, else for sure; returns its status."""
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
            self.process.send_signal(signal.SIGCONT)
        return self.wait(seconds)

    def wait(self, seconds: float = 10) -> int:
        """Waits for its end, and makes it end when that takes too long."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.kill(self.pid, signal.SIGKILL)
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except BrokenPipeError:
                pass
        return self.process.returncode
