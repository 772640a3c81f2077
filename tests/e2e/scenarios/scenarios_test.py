#!/usr/bin/python3
"""Every story of stories.py between real nodes of three States; together they say every kind of act
and take every step of the table of transitions, or this fails and names what is missing.

Usage: scenarios_test.py HAIDANG-PROGRAM [STORY...]"""
import json
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import stories  # noqa: E402
from story import NotInTheLaw, three_states  # noqa: E402

# Steps that wait until a period of at least sixty days is over: casework/decide_test.cpp and
# casework/rules_test.cpp, where time is handed in.
NEED_SIXTY_DAYS = {"requested.release.1", "requested.close.1", "requesting.close.1"}


def taken_by(states):
    """Which kinds were said and which rows of the table had an effect, at every State."""
    kinds, steps = set(), set()
    for state in states:
        for case in {row["case"] for row in state.node.requests()}:
            for row in state.node.get(f"/api/v1/cases/{case}")["timeline"]:
                kinds.add(row["kind"])
                steps.add(row["step"])
    return kinds, steps


def same_at_both(states):
    """What two States see of one request is the same."""
    seen = {}
    for state in states:
        for row in state.node.requests():
            first = seen.setdefault(row["id"], (state.party, row["status"]))
            assert first[1] == row["status"], f"{row['id'][:8]}: {first} and {state.party} {row}"


def main(program, names):
    table = json.loads(subprocess.run([program, "--json", "request", "transitions"], check=True,
                                      capture_output=True, text=True).stdout)["transitions"]
    skipped = []
    chosen = [story for story in stories.ALL if not names or story.__name__ in names]
    with three_states(program) as states:
        for story in chosen:
            began = time.monotonic()
            try:
                story(*states)
            except NotInTheLaw as measure:
                print(f"skip {story.__name__}: no measure {measure}", flush=True)
                skipped.append(story)
                continue
            print(f"ok   {story.__name__}: {story.__doc__} ({time.monotonic() - began:.1f} s)",
                  flush=True)
        same_at_both(states)
        kinds, steps = taken_by(states)
    if names or skipped:
        return 0
    missing = {row["id"] for row in table} - steps - NEED_SIXTY_DAYS
    unsaid = {row["kind"] for row in table} - kinds
    print(f"{len(kinds)} kinds of act, {len(steps - {None})} of {len(table)} steps")
    for name in sorted(missing | unsaid):
        print(f"FAIL nobody took {name}")
    return 1 if missing or unsaid else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], set(sys.argv[2:])))
