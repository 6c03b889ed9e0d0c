"""Start an installed `dabiao serve`, ask it for its health and its first page, and stop it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from urllib.request import urlopen


def main() -> None:
    """Exit quietly where the service starts, answers and stops; with what it said where it does not."""
    (program,) = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "serve", "--port", "0", "--data", f"{folder}/data"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - the given program
            said = server.stdout.readline() if server.stdout else ""
            address = re.search(r"http://[0-9.:]+", said)
            if address is None:
                server.kill()
                sys.exit(f"the server did not say its address: {said}")
            for path in ("/healthz", "/", "/static/app.css"):
                with urlopen(address[0] + path, timeout=30) as answer:  # noqa: S310 - the server just started
                    answer.read()
            server.send_signal(signal.SIGTERM)
        if server.returncode != 0:
            sys.exit(f"the server ended with status {server.returncode}")


if __name__ == "__main__":
    main()
