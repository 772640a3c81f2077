#!/usr/bin/python3
"""Runs a browser test against two nodes that have pinned each other.

    two_nodes.py HAIDANG NODE SCRIPT [FILL COUNT]

With haidang-fill, XA has made that many requests before, and XB has received them. The script
finds the nodes' addresses, folders and password as JSON in HAIDANG_TEST.
"""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
import nodes  # noqa: E402

program, node, script, *filling = sys.argv[1:]


def is_through(state):
    return not any(row["waiting"] for row in state.get("/api/v1/status")["backlog"])


with nodes.two_states(program) as (xa, xb, place):
    if filling:
        xa.stop()
        subprocess.run([filling[0], xa.data, xa.secret, filling[1]], check=True)
        xa.start().sign_in()
        xa.await_that(lambda: is_through(xa), "XB has every request", 300.0)
    told = {"program": program, "place": str(place), "password": nodes.PASSWORD}
    for state in (xa, xb):
        told[state.party] = {"origin": f"https://127.0.0.1:{state.port}", "data": str(state.data),
                             "token": state.token, "fingerprint": state.fingerprint,
                             "pid": state.process.pid, "secret": str(state.secret)}
    done = subprocess.run([node, script], env={**os.environ, "HAIDANG_TEST": json.dumps(told)},
                          check=False)
sys.exit(done.returncode)
