#!/usr/bin/python3
"""docs/states.md is what the table of transitions says today.

Usage: states_test.py HAIDANG-PROGRAM PAGE"""
import pathlib
import subprocess
import sys


def main(program, page):
    made = subprocess.run([program, "request", "transitions", "--page"], check=True,
                          capture_output=True, text=True).stdout
    if made == pathlib.Path(page).read_text():
        return 0
    print(f"{page} is not current. Make it anew: haidang request transitions --page > {page}")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
