#!/usr/bin/python3
"""The law between two running nodes: the gate says why, another legal basis brings its own contents
and grounds, and what a Party has declared changes what may be asked of it and what it may refuse.

Usage: law_test.py HAIDANG-PROGRAM"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "scenarios"))
from story import Matter, State, fill, nodes  # noqa: E402

NO_GROUND, OUT_OF_SCOPE, BAD_VALUE, NOT_FOUND = "HD-3003", "HD-3005", "HD-1006", "HD-6006"


def draft(state, measure, *words, **changed):
    """Everything that the measure asks for under the bases that the words name."""
    state.drafts += 1
    file = state.place / f"law-{state.party}-{state.drafts}.json"
    state.type("request", "new", measure, "--to", "XB/contact-point", "-o", file, *words)
    text = fill(json.loads(file.read_text()))
    text["body"].update(changed)
    file.write_text(json.dumps(text))
    return file


def sent(xa, xb, file):
    return Matter(xa, xb, xa.type("request", "send", file))


def refused(state, *words):
    """The problem that a command ends with."""
    done = state.node.run(*words)
    assert done.returncode != 0, f"{words} must be refused"
    return json.loads(done.stdout)["error"]


def gate(xa):
    """Arts 3, 23, 35: any other offence is not of the Convention; the answer cites and says why."""
    other = draft(xa, "preservation", "--offence", "other")
    problem = refused(xa, "request", "check", other)
    assert problem["code"] == OUT_OF_SCOPE, problem
    assert [row["item"] for row in problem["details"]] == ["uncc"], problem
    assert problem["details"][0]["citation"] == "art. 42", problem
    serious = {"penalty_months": 47, "statute": "Penal Code, s. 12"}
    short = draft(xa, "stored-data", "--offence", "serious-crime", **serious)
    assert refused(xa, "request", "check", short)["code"] == OUT_OF_SCOPE
    serious["penalty_months"] = 48
    long = draft(xa, "stored-data", "--offence", "serious-crime", **serious)
    answer = xa.type("request", "check", long)
    assert answer["governed_by"] == "uncc", answer
    assert {row["standing"] for row in answer["reasons"]} == {"opens", "condition"}, answer


def another_basis(xa, xb):
    """The Convention on Cybercrime carries what this one does not, and has its own grounds."""
    file = draft(xa, "preservation", "--basis", "uncc", "--basis", "budapest", "--offence", "other")
    answer = xa.type("request", "check", file)
    assert answer["governed_by"] == "budapest", answer
    matter = sent(xa, xb, file)
    assert xb.view(matter.id)["governed_by"] == "budapest"
    matter.answering("refuse", "--ground", "NON_PERSECUTION", "--reasons", "No.", refused=NO_GROUND)
    matter.answering("refuse", "--ground", "POLITICAL_OFFENCE", "--reasons", "It is one.")
    matter.is_("refused")
    ours = sent(xa, xb, draft(xa, "preservation", "--offence", "UNCC-07"))
    ours.answering("refuse", "--ground", "POLITICAL_OFFENCE", "--reasons", "No.",
                   refused=NO_GROUND)


def declares(state, other, identifier, *values):
    words = [word for value in values for word in ("--value", value)]
    state.type("declaration", "set", identifier, *words)
    other.type("party", "refresh", state.party)


def extradition_basis(xa, xb):
    """37(6): a Party that takes the Convention for no basis is asked on another one."""
    declares(xb, xa, "extradition-basis", "no")
    problem = refused(xa, "request", "send", draft(xa, "extradition", "--offence", "UNCC-07"))
    assert problem["code"] == OUT_OF_SCOPE, problem
    assert problem["details"][0]["citation"] == "art. 37(6)", problem
    sent(xa, xb, draft(xa, "extradition", "--basis", "bilateral", "--offence", "UNCC-07"))
    declares(xb, xa, "extradition-basis", "yes")
    sent(xa, xb, draft(xa, "extradition", "--offence", "UNCC-07"))


def reservation(xa, xb):
    """42(5): dual criminality against preservation only with the reservation; never for 7 to 17."""
    serious = {"penalty_months": 60, "statute": "Penal Code, s. 12"}
    words = ("refuse", "--ground", "DUAL_CRIM", "--reasons", "No offence here.")
    matter = sent(xa, xb, draft(xa, "preservation", "--offence", "serious-crime", **serious))
    matter.answering(*words, refused=NO_GROUND)
    declares(xb, xa, "preservation-dual-criminality")
    matter.answering(*words)
    matter.is_("refused")
    convention = sent(xa, xb, draft(xa, "preservation", "--offence", "UNCC-07"))
    convention.answering(*words, refused=NO_GROUND)


def named(problem):
    return {(row["item"], row["citation"]) for row in problem["details"]}


def what_is_asked(xa, xb):
    """40(12)-(13), 23(3): the sender is held to it, the receiver sees where it does not fit."""
    declares(xb, xa, "languages", "fr")
    english = draft(xa, "stored-data", "--offence", "UNCC-07", language="en")
    for verb in ("check", "send"):
        problem = refused(xa, "request", verb, english)
        assert problem["code"] == "HD-3002", problem
        assert named(problem) == {("language", "art. 40(13)")}, problem
    sent(xa, xb, draft(xa, "stored-data", "--offence", "UNCC-07", language="fr"))
    xb.type("declaration", "withdraw", "languages")
    xa.type("party", "refresh", "XB")
    declares(xb, xa, "real-time-traffic-offences", "UNCC-15")
    illegal_access = draft(xa, "real-time-traffic", "--offence", "UNCC-07")
    problem = refused(xa, "request", "check", illegal_access)
    assert problem["code"] == OUT_OF_SCOPE, problem
    assert problem["details"][0]["citation"] == "art. 23(3)(a)", problem
    oral = {"oral": True, "contents": {}}
    matter = sent(xa, xb, draft(xa, "mutual-legal-assistance", "--offence", "UNCC-07", **oral))
    xb.type("declaration", "set", "oral-urgent", "--value", "no")  # XA does not know it yet
    rows = {row["id"]: row for row in xb.view(matter.id)["declared"]}
    assert rows["oral-urgent"]["unmet"], rows
    matter.answering("accept", refused="HD-4003")
    xa.type("party", "refresh", "XB")
    problem = refused(xa, "request", "send",
                      draft(xa, "mutual-legal-assistance", "--offence", "UNCC-07", **oral))
    assert named(problem) == {("oral", "art. 40(13)")}, problem
    xb.type("declaration", "set", "central-authority", "--value", "justice", refused=BAD_VALUE)
    xb.type("authority", "add", "justice", "--name", "Ministry", "--role", "central-authority")
    declares(xb, xa, "central-authority", "justice")
    problem = refused(xa, "request", "send", draft(xa, "stored-data", "--offence", "UNCC-07"))
    assert named(problem) == {("to", "art. 40(12)")}, problem
    xa.type("request", "send", draft(xa, "stored-data", "--offence", "UNCC-07"),
            "--to", "XB/justice")


def wrong_declarations(xb):
    xb.type("declaration", "set", "weather", refused=BAD_VALUE)
    xb.type("declaration", "set", "languages", "--value", "Klingon", refused=BAD_VALUE)
    xb.type("declaration", "withdraw", "languages", refused=NOT_FOUND)
    held = {row["id"] for row in xb.type("declaration", "list")["declarations"]}
    assert held == {"extradition-basis", "preservation-dual-criminality", "central-authority",
                    "oral-urgent", "real-time-traffic-offences"}, held


def main(program):
    with nodes.two_states(program) as (first, second, place):
        xa, xb = State(first, place), State(second, place)
        gate(xa)
        another_basis(xa, xb)
        extradition_basis(xa, xb)
        reservation(xa, xb)
        what_is_asked(xa, xb)
        wrong_declarations(xb)
    print("ok: the gate, another basis, and what a Party declares")


if __name__ == "__main__":
    main(*sys.argv[1:2])
