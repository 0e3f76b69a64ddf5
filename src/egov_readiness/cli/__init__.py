"""The command line; every command is a function of the library first.

The packages of the extra ``cli`` are imported when a command runs, so that a base installation
says what is missing instead of failing.
"""

from egov_readiness.cli.app import BROKEN_PIPE, DONE, PROBLEMS, TERMINATED, USAGE, main

__all__ = ["BROKEN_PIPE", "DONE", "PROBLEMS", "TERMINATED", "USAGE", "main"]
