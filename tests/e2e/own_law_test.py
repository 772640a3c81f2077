#!/usr/bin/python3
"""A State's own law files between two running nodes: a bilateral treaty as legal basis, a domestic
clock, bodies that authorise, what the other State wants to read; and files that are wrong, which
stop nothing and are told.

Usage: own_law_test.py HAIDANG-PROGRAM EXAMPLE-FILE"""
import json
import pathlib
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "scenarios"))
from story import Matter, State, fill, nodes  # noqa: E402

CLOCK = "xa-court-decision"


def law_of(node, example):
    folder = node.data / "law"
    folder.mkdir()
    shutil.copy(example, folder / "aurelia.json")
    return folder


def draft(state, to, *words, changed=lambda body: None):
    state.drafts += 1
    file = state.place / f"own-{state.party}-{state.drafts}.json"
    state.type("request", "new", "stored-data", "--to", f"{to}/contact-point", "-o", file, *words)
    text = fill(json.loads(file.read_text()))
    changed(text["body"])
    file.write_text(json.dumps(text))
    return file


def named(state, *words):
    problem = json.loads(state.node.run(*words).stdout)["error"]
    assert problem["code"] == "HD-3002", problem
    return {(row["item"], row["citation"]) for row in problem["details"]}


def by_court(body):
    body["authorisation"]["body"] = "Regional Court"


def required(xa, xb):
    """Art. 24 at home, and the other State's own wishes: asked before it is sent."""
    without = draft(xa, "XB", "--offence", "UNCC-07",
                    changed=lambda body: body["contents"].pop("court_file_number"))
    for verb in ("check", "send"):
        assert named(xa, "request", verb, without) == {
            ("authorisation.body", "Code of Procedure, s. 119"),
            ("court_file_number", "Guide for requests to Borealia, s. 4")}
    file = draft(xa, "XB", "--offence", "UNCC-07", changed=by_court)
    matter = Matter(xa, xb, xa.type("request", "send", file))
    assert "court_file_number" in xb.view(matter.id)["body"]["contents"]
    matter.answering("acknowledge")
    assert CLOCK not in clocks_of(xa, matter)  # Aurelia asks: it is not its court that decides


def clocks_of(state, matter):
    return {row["rule"]: row for row in state.view(matter.id)["clocks"]}


def domestic_clock(xa, xb):
    """Ten days for the court of Aurelia, by its own law; paused while it asks."""
    file = draft(xb, "XA", "--offence", "UNCC-07")
    matter = Matter(xb, xa, xb.type("request", "send", file))
    matter.answering("acknowledge")
    clock = clocks_of(xa, matter)[CLOCK]
    assert clock["kind"] == "domestic-rule" and clock["state"] == "running", clock
    assert clock["citation"] == "Code of Procedure, s. 120", clock
    matter.answering("ask", "--text", "Which account?")
    assert clocks_of(xa, matter)[CLOCK]["state"] == "paused"
    matter.asking("supply", "--text", "The second.")
    matter.answering("accept")
    assert clocks_of(xa, matter)[CLOCK]["state"] == "ended"


def bilateral(xa, xb):
    """Its own legal basis: what the Convention does not open, a ground that it lacks."""
    file = draft(xa, "XB", "--basis", "xa-xb-2024", "--offence", "other", changed=by_court)
    answer = xa.type("request", "check", file)
    assert answer["governed_by"] == "xa-xb-2024", answer
    matter = Matter(xa, xb, xa.type("request", "send", file))
    assert xb.view(matter.id)["governed_by"] == "xa-xb-2024"
    matter.answering("consult", "--text", "We hesitate.")
    matter.answering("refuse", "--ground", "OTHER_TREATY_GROUND", "--reasons", "Art. 9 of it.")
    law = xa.node.get("/api/v1/law")
    assert "xa-xb-2024" in {row["id"] for row in law["instruments"]}
    told = xa.node.command("explain", "scope", "stored-data", "other", "xa-xb-2024")["text"]
    assert "art. 7" in told, told


def findings(state):
    return [row["text"] for row in state.node.get("/api/v1/status")["findings"]]


def broken(xa, folder):
    """What is wrong stops nothing: the node serves, doctor says so, and check says where."""
    assert xa.type("law", "check")["files"] == [{"file": "aurelia.json", "in_force": True}]
    assert not any("law" in text for text in findings(xa)), findings(xa)
    (folder / "broken.json").write_text('{\n  "haidang_law": 1,\n  "party" "XA"\n}\n')
    (folder / "notes.txt").write_text("Ask the ministry.\n")
    assert any("changed since" in text for text in findings(xa)), findings(xa)
    done = xa.node.run("law", "check")
    assert done.returncode != 0, done.stdout
    rows = {row["file"]: row for row in json.loads(done.stdout)["files"]}
    assert rows["aurelia.json"]["in_force"]
    assert "line 3, column" in rows["broken.json"]["what"], rows
    assert "haidang law check" in rows["broken.json"]["next"], rows
    assert "notes.txt" in rows["notes.txt"]["what"], rows
    xa.node.stop()
    xa.node.start().sign_in()
    told = [text for text in findings(xa) if text.startswith("not in force: law/")]
    assert len(told) == 2, findings(xa)
    assert xa.node.run("doctor").returncode == 1
    draft(xa, "XB", "--basis", "xa-xb-2024", "--offence", "other")  # the good file is in force


def main(program, example):
    folders = {}

    def on_made(xa, xb):
        for node in (xa, xb):
            folders[node.party] = law_of(node, example)
    with nodes.two_states(program, on_made=on_made) as (first, second, place):
        xa, xb = State(first, place), State(second, place)
        required(xa, xb)
        domestic_clock(xa, xb)
        bilateral(xa, xb)
        broken(xa, folders["XA"])
    print("ok: own law files, in order and broken")


if __name__ == "__main__":
    main(*sys.argv[1:3])
