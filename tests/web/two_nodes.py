#!/usr/bin/python3
"""Runs a browser test against two nodes that have pinned each other.

    two_nodes.py HAIDANG NODE SCRIPT

The script finds the nodes' addresses, folders and password as JSON in HAIDANG_TEST.
"""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
import nodes  # noqa: E402

program, node, script = sys.argv[1:4]
with nodes.two_states(program) as (xa, xb, place):
    told = {"program": program, "place": str(place), "password": nodes.PASSWORD}
    for state in (xa, xb):
        told[state.party] = {"origin": f"https://127.0.0.1:{state.port}", "data": str(state.data),
                             "token": state.token, "fingerprint": state.fingerprint,
                             "pid": state.process.pid, "secret": str(state.secret)}
    done = subprocess.run([node, script], env={**os.environ, "HAIDANG_TEST": json.dumps(told)},
                          check=False)
sys.exit(done.returncode)
