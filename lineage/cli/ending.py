"""How a command ends when it is told to: SIGTERM as Ctrl-C does, and a second signal at once."""

import os
import signal
from types import FrameType
from typing import NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Terminated(KeyboardInterrupt):
    """SIGTERM: the command ends as after Ctrl-C. Its exit code alone tells the two apart."""


def end_on_signals() -> None:
    """From here on this process ends on SIGINT and SIGTERM, as the first process of a container too, whose signals the
    kernel drops unless they are handled.

    The first raises KeyboardInterrupt in the main thread, for the command to end in order; the second ends the process
    wherever it is, and what it started ends with it. A signal that whoever started us ignores stays ignored.
    """
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end_in_order)


def exit_code(error: BaseException | None) -> int:
    """What a shell expects of a command that the signal behind `error` ended."""
    return 128 + (signal.SIGTERM if isinstance(error, Terminated) else signal.SIGINT)


def _end_in_order(number: int, _: FrameType | None) -> NoReturn:
    for each in SIGNALS:
        if signal.getsignal(each) is _end_in_order:
            signal.signal(each, _end_at_once)
    raise Terminated if number == signal.SIGTERM else KeyboardInterrupt


def _end_at_once(number: int, _: FrameType | None) -> NoReturn:
    os._exit(128 + number)
