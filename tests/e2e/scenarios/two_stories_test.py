#!/usr/bin/python3
"""48: a member whose machine is set back to an earlier state, its lock too, says another act under
a number that it has used. Who holds the first act refuses the second; who was away takes it. The
next act of either names what it holds, and tells the other: the case says so, officers get a
notice, and the court package of each says it too. Those two go on with each other.

Usage: two_stories_test.py HAIDANG-PROGRAM HAIDANG-VERIFY"""
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from story import Matter, draft, opens, three_states  # noqa: E402


def agreed(xa, xb, xc):
    matter = opens(xa, xb, "joint-investigation", more=("--also", "XC/contact-point"))
    whole = xa.node.get(f"/api/v1/cases/{matter.case}")
    with_xc = next(row["id"] for row in whole["requests"] if row["requested"]["party"] == "XC")
    third = Matter(xa, xc, {"request": with_xc, "act": with_xc, "case": matter.case})
    xb.node.await_status(with_xc, "sent")
    matter.answering("accept", "--text", "We join.")
    third.answering("accept", "--text", "So do we.")
    for state in (xa, xb, xc):
        state.node.await_that(
            lambda state=state: state.node.get(f"/api/v1/cases/{matter.case}")["agreed"],
            f"{state.party} knows that it is agreed")
    return matter, third


def set_back(node, to):
    """As when a virtual machine returns to its snapshot."""
    node.stop()
    shutil.rmtree(node.data)
    shutil.copytree(to, node.data)


def asks(state, case, to):
    return state.type("request", "send", draft(state, "stored-data", to), "--case", case)


def set_aside(state, party):
    return [row["act"] for row in state.node.get("/api/v1/status")["parked"]
            if row["party"] == party]


def contradictions(state, case):
    return [(row["about"], row["by"]) for row in
            state.node.get(f"/api/v1/cases/{case}")["contradictions"]]


def is_told(state, matter):
    """The officer has one notice of it, about the request by which his State is in the case."""
    rows = [row for row in state.node.get("/api/v1/notices")["notices"]
            if row["kind"] == "contradiction"]
    assert len(rows) <= 1, rows
    return [(row["request"], row["settled_at"]) for row in rows] == [(matter.id, None)]


def settled(state):
    return [row["kind"] for row in state.node.get("/api/v1/notices")["notices"]
            if row["kind"] == "contradiction" and row["settled_at"]] == ["contradiction"]


def main(program, verifier):
    with three_states(program) as (xa, xb, xc):
        matter, third = agreed(xa, xb, xc)
        xb.node.stop()
        snapshot = xb.place / "snapshot"
        shutil.copytree(xb.node.data, snapshot)
        xb.node.start()

        xc.node.kill()
        first = asks(xb, matter.case, "XC/contact-point")
        matter.reach(xa, first["act"])
        set_back(xb.node, snapshot)
        xc.node.start()
        xb.node.start()
        second = asks(xb, matter.case, "XC/contact-point")
        third.reach(xc, second["act"])
        xb.node.await_that(lambda: set_aside(xb, "XA") == [second["act"]], "XA does not take it")

        opens(xc, xa, "stored-data", case=matter.case)
        assert contradictions(xa, matter.case) == [("XB", "XC")], "XA holds another act than XC"
        xa.node.await_that(lambda: is_told(xa, matter), "the officer of XA has a notice")
        assert contradictions(xc, matter.case) == []
        opens(xa, xc, "stored-data", case=matter.case)
        assert contradictions(xc, matter.case) == [("XB", "XA")]
        xc.node.await_that(lambda: is_told(xc, third), "the officer of XC has one too")

        for state, about in ((xa, matter), (xc, third)):
            folder = state.place / f"package-{state.party}"
            state.type("package", "make", about.id, "-o", folder)
            verdict = subprocess.run([verifier, folder], capture_output=True, text=True,
                                     check=False)
            assert verdict.returncode == 0 and "of XB is another one" in verdict.stdout, verdict
        # With the one that was set back nobody who holds the first act can go on in this case.
        closed = xa.type("request", "close", matter.id)["act"]
        xa.node.await_that(lambda: closed in set_aside(xa, "XB"), "XB does not take what names it")
        third.asking("close")
        third.answering("close")
        xc.node.await_that(lambda: settled(xc), "what is closed is settled")
        assert not settled(xa)
    print("two stories: refused by who holds the first, told to both, in their packages")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
