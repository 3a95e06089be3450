"""Runs a command until whoever started this closes our standard input, by its death too; then removes a folder.

python watchdog.py FOLDER COMMAND ... : the kernel closes the pipe of a process however it ends, SIGKILL included, so
nothing that this started outlives it. SIGTERM ends the command as well.
"""

import shutil
import signal
import subprocess
import sys
import threading

PATIENCE = 20.0
"""Seconds the command gets to end when told to."""

OVER = "the command is over"
"""What we print when it ended of itself; its folder stays until our input ends, so that its logs can be read."""


def main(folder: str, command: list[str]) -> int:
    """The command's exit code; when this returns, the command is over and the folder gone."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    asked = threading.Thread(target=_end_with_our_input, args=(process,), daemon=True)
    asked.start()
    try:
        code = process.wait()
        print(OVER, code, flush=True)
        asked.join()
        return code
    finally:
        _end(process)
        shutil.rmtree(folder, ignore_errors=True)


def _end_with_our_input(process: "subprocess.Popen[bytes]") -> None:
    sys.stdin.buffer.read()
    _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
