#!/usr/bin/python3
"""Keys change while acts and evidence are on their way, and nothing is lost: the other side knows
the next keys from the profile that it pinned before. Then a Party is forgotten.
Usage: keys_test.py HAIDANG-PROGRAM"""
import os
import pathlib
import sys
import warnings

sys.dont_write_bytecode = True
warnings.simplefilter("ignore", DeprecationWarning)
import nodes  # noqa: E402

REQUESTS = "/api/v1/requests"


def fingerprints(node, state):
    return {row["use"]: row["fingerprint"] for row in node.command("key", "list")["keys"]
            if row["state"] == state}


def rotate(node, *other_work):
    """The next keys are the current ones at the next start; other_work is done in between."""
    following = fingerprints(node, "next")
    wrong = node.place / "wrong"
    wrong.write_text("not the passphrase")
    assert node.run("key", "rotate", "--passphrase-file", wrong).returncode == 4
    assert node.command("key", "rotate", "--passphrase-file", node.secret)["staged"]
    assert fingerprints(node, "next") == following, "a running node keeps its keys"
    node.stop()
    for work in other_work:
        work()
    node.start().sign_in()
    assert fingerprints(node, "current") == following
    assert not node.command("key", "list")["staged"]


def receipted(node, act):
    return node.once("GET", f"/api/v1/acts/{act}/receipt").status == 200


def on_their_way(xa, xb, place):
    """XA's acts wait while XB is away; XB answers while XA changes its keys."""
    waiting = xa.post(REQUESTS, nodes.new_request(measure="stored-data"))
    xb.await_status(waiting["request"], "sent")
    xb.act(waiting["request"], "accept", text="Accepted.")
    xa.await_status(waiting["request"], "accepted")
    image = place / "image"
    image.write_bytes(os.urandom(9_000_000))
    said = []

    def answer():  # sealed to the key that XA gives up; delivered when XA is back with the new one
        xb.command("evidence", "add", waiting["request"], image)
        xb.command("evidence", "deliver", waiting["request"])
        said.append(xb.act(waiting["request"], "status", text="Under way.")["act"])

    rotate(xa, answer)
    xa.await_status(waiting["request"], "retrieved")
    xb.await_that(lambda: receipted(xb, said[0]), "XA has what was said to its former key")
    more = xa.post(REQUESTS, nodes.new_request())
    xb.await_status(more["request"], "sent")
    xb.act(more["request"], "acknowledge", text="Read.")
    xa.await_status(more["request"], "acknowledged")
    return waiting, more


def updated(xa, xb):
    """XB fetches the new profile; then XA may change its keys once more."""
    done = xb.command("party", "refresh", "XA")
    assert done["outcome"] == "updated" and done["version"] == 2, done
    assert xb.command("party", "refresh", "XA")["outcome"] == "unchanged"
    mark = xa.post(REQUESTS, nodes.new_request())
    xb.await_status(mark["request"], "sent")
    rotate(xa, lambda: xb.act(mark["request"], "acknowledge", text="Read."))
    xa.await_status(mark["request"], "acknowledged")
    assert xb.command("party", "refresh", "XA")["version"] == 3
    rotate(xb)
    xa.act(mark["request"], "notify", text="More.")
    xa.await_that(lambda: all(row["waiting"] == 0 for row in xa.get("/api/v1/status")["backlog"]),
                  "everything is receipted")
    return mark


def package(xa, request):
    """A court verifies across all those keys."""
    folder = xa.place / "package"
    made = xa.command("package", "make", request, "-o", folder)
    assert made, "no package"
    trust = f"XA={xa.fingerprint}"
    verify = xa.run("package", "verify", folder, "--trust", trust)
    assert verify.returncode == 0, verify.stdout + verify.stderr


def forget(xb, request):
    listed = xb.run("party", "forget", "XA", "--confirm", "XA")
    assert listed.returncode == 6 and "HD-4003" in listed.stdout, listed.stdout
    assert request in listed.stdout, "the open request is not named"
    assert xb.run("party", "forget", "XA").returncode == 2, "no confirmation was asked for"
    assert xb.run("party", "forget", "XA", "--confirm", "XB", "--give-up-open").returncode == 2
    xb.command("party", "forget", "XA", "--confirm", "XA", "--give-up-open")
    assert xb.command("party", "list")["parties"] == []
    assert xb.get(f"{REQUESTS}/{request}"), "what was exchanged stays"


def play(program):
    with nodes.two_states(program) as (xa, xb, place):
        waiting, _ = on_their_way(xa, xb, place)
        mark = updated(xa, xb)
        package(xa, waiting["request"])
        forget(xb, mark["request"])
        for node in (xa, xb):
            node.stop()
            assert node.command("journal", "verify")["findings"] == []
    print("three rotations with acts and evidence on their way: nothing lost, nothing doubled")


if __name__ == "__main__":
    play(pathlib.Path(sys.argv[1]).resolve())
