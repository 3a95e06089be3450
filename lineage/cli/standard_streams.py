"""The three standard streams are open, whoever started the command."""

import os
import sys

STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))
"""By their descriptors, 0 to 2."""


def open_standard_streams() -> None:
    """Where whoever started us closed one, it is the null device from here on, for the processes that we start too.

    Else the next file that is opened takes its number: what is written to standard output goes into that file, and a
    process that is started with another standard output has it no more.
    """
    for number, (name, mode) in enumerate(STREAMS):
        if not _is_open(number):
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest free number, which is this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - until this process ends


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
