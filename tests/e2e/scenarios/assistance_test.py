#!/usr/bin/python3
"""The stories of art. 40, stories_assistance.py, between real nodes of three States; what two
States see of each request is the same.

Usage: assistance_test.py HAIDANG-PROGRAM [STORY...]"""
import sys
import time

sys.dont_write_bytecode = True
import stories_assistance  # noqa: E402
from scenarios_test import same_at_both  # noqa: E402
from story import three_states  # noqa: E402


def main(program, names):
    with three_states(program) as states:
        for story in stories_assistance.ALL:
            if names and story.__name__ not in names:
                continue
            began = time.monotonic()
            story(*states)
            print(f"ok   {story.__name__}: {story.__doc__} ({time.monotonic() - began:.1f} s)",
                  flush=True)
        same_at_both(states)


if __name__ == "__main__":
    main(sys.argv[1], set(sys.argv[2:]))
