#!/usr/bin/python3
"""The people of a node: officers at several authorities do what their roles allow and nothing else,
oversight reads and is on record, every administrative act is in the journal.
Usage: people_test.py HAIDANG-PROGRAM"""
import datetime
import json
import pathlib
import sqlite3
import subprocess
import sys
import warnings

sys.dont_write_bytecode = True
warnings.simplefilter("ignore", DeprecationWarning)
import nodes  # noqa: E402

REQUESTS = "/api/v1/requests"


def journal(node, kind):
    """The events of this kind, read from the node's database while it runs."""
    with sqlite3.connect(f"file:{node.data / 'node.db'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT event FROM journal_entry WHERE kind = ? ORDER BY idx",
                                (kind,)).fetchall()
    return [json.loads(row[0]) for row in rows]


class Person(nodes.Https):
    """Somebody with an account, on a connection of their own."""

    def __init__(self, node, name, password=nodes.PASSWORD):
        super().__init__(node.port)
        answer = super().ask("POST", "/api/v1/session", {"name": name, "password": password})
        assert answer.status == 200, f"{name}: {answer.status} {answer.raw[:300]}"
        self.token, self.session = answer.json["token"], answer.json

    def ask(self, method, path, body=None, headers=None):
        return super().ask(method, path, body, {"authorization": f"Bearer {self.token}",
                                                **(headers or {})})

    def must(self, status, method, path, body=None):
        answer = self.ask(method, path, body)
        assert answer.status == status, f"{method} {path}: {answer.status} {answer.raw[:400]}"
        return answer

    def act(self, status, request, kind, **body):
        said = {"kind": kind, "body": body}
        return self.must(status, "POST", f"{REQUESTS}/{request}/acts", said)


def refused(answer, code="HD-7004"):
    assert answer.code == code, answer.raw[:400]
    assert answer.json["next"], answer.raw
    return answer.json


def officer(node, name, authority, *roles):
    words = [word for role in roles for word in ("--role", role)]
    return node.command("officer", "add", name, "--authority", authority, *words,
                        "--password-file", node.password)


def several_authorities(xa, xb):
    """XB's ministry and XB's overseer join its contact point; XA learns it from a new profile."""
    xb.command("authority", "add", "justice", "--name", "Ministry of Justice", "--role",
               "central-authority", "--role", "competent-authority", "--language", "fr", "--hours",
               "Mon-Fri 08:00-17:00")
    xb.command("authority", "add", "contact-point", "--function", "e=carry-out", "--function",
               "a=facilitate")
    xb.command("authority", "add", "watch", "--name", "Data protection", "--role", "oversight")
    listed = xb.command("authority", "list")["authorities"]
    assert [row["id"] for row in listed] == ["contact-point", "justice", "watch"]
    profile = xb.place / "xb.profile"
    xb.command("party", "export", "-o", profile)
    assert xa.command("party", "trust", profile)["outcome"] == "updated"
    assert [event["authority"] for event in journal(xb, "authority-put")] == [
        "justice", "contact-point", "watch"]
    point = xa.get("/api/v1/parties")["parties"][0]["authorities"][0]
    assert [(row["letter"], row["how"]) for row in point["functions"]] == [
        ("a", "facilitate"), ("e", "carry-out")]
    officer(xb, "linh", "contact-point", "contact-point")
    officer(xb, "an", "justice", "central-authority")
    officer(xb, "vu", "watch", "oversight")
    assert {event["about"] for event in journal(xb, "officer-added")} == {"linh", "an", "vu"}
    wrong = xb.run("officer", "add", "bo", "--authority", "watch", "--role", "central-authority",
                   "--password-file", xb.password)
    assert wrong.returncode == 2 and "HD-1006" in wrong.stdout, wrong.stdout


def right_authority(xa, xb):
    """A request for the ministry is the ministry's; the contact point reads it."""
    sent = xa.post(REQUESTS, nodes.new_request(to="XB/justice", measure="stored-data"))["request"]
    xb.await_status(sent, "sent")
    linh, an = Person(xb, "linh"), Person(xb, "an")
    linh.must(200, "GET", f"{REQUESTS}/{sent}")
    an.act(201, sent, "accept", text="Accepted.")
    xa.await_status(sent, "accepted")
    acts = xa.get(f"{REQUESTS}/{sent}")["timeline"]
    assert acts[-1]["officer"] == "an", acts[-1]
    # Who names an authority speaks for that one or not at all.
    said = {"kind": "status", "from": "contact-point", "body": {"text": "Under way."}}
    refused(an.must(403, "POST", f"{REQUESTS}/{sent}/acts", said))
    refused(an.must(403, "POST", "/api/v1/rebuild", {}))
    refused(linh.must(403, "GET", "/api/v1/officers"))
    unknown = xa.post(REQUESTS, nodes.new_request(to="XB/nobody"), 404)
    assert unknown["code"] == "HD-6006" and "contact-point, justice, watch" in str(unknown), unknown
    stranger = xa.post(REQUESTS, nodes.new_request(to="XQ/contact-point"), 404)
    assert stranger["code"] == "HD-2007", stranger
    # One that XB has closed since, as XA has not heard yet.
    xb.command("authority", "add", "night", "--role", "contact-point")
    xb.command("party", "export", "-o", xb.place / "xb.night")
    xa.command("party", "trust", xb.place / "xb.night")
    xb.command("authority", "remove", "night")
    sent_astray = xa.post(REQUESTS, nodes.new_request(to="XB/night"))["request"]
    xa.await_that(lambda: any(row["parked"] or row["failures"]
                              for row in xa.get("/api/v1/status")["backlog"]
                              if row["authority"] == "night"), "the act astray is told")
    return sent, sent_astray


def taking(xa, xb, request):
    """Who has a request in hand: one at a time, on record, nothing of it at the other State."""
    linh, an, vu = (Person(xb, name) for name in ("linh", "an", "vu"))
    place = f"{REQUESTS}/{request}/owner"
    free = linh.must(200, "GET", place).json
    assert free["owner"] is None and free["may_take"] == ["an", "linh", "officer"], free
    linh.must(200, "POST", place, {"officer": "linh"})
    late = refused(an.must(409, "POST", place, {"officer": "an"}), "HD-4003")
    assert "linh has taken" in late["title"], late
    refused(vu.must(403, "GET", place))
    refused(linh.must(403, "POST", place, {"officer": "vu"}))
    refused(linh.must(404, "POST", place, {"officer": "nobody"}), "HD-6006")
    refused(linh.must(400, "POST", place, {"officer": "an", "why": "x"}), "HD-1007")
    rows = {row["id"]: row["owner"] for row in an.must(200, "GET", REQUESTS).json["requests"]}
    assert rows[request] == "linh" and set(rows.values()) <= {None, "linh"}, rows
    mine = linh.must(200, "GET", f"{REQUESTS}?show=mine").json
    assert [row["id"] for row in mine["requests"]] == [request] and mine["total"] == 1
    assert an.must(200, "GET", f"{REQUESTS}?show=mine").json["total"] == 0
    linh.must(200, "POST", place, {"officer": "an"})
    assert an.must(200, "GET", f"{REQUESTS}/{request}").json["owner"] == "an"
    told = xb.run("request", "take", request)
    assert told.returncode == 6 and "an has taken" in told.stdout, told.stdout
    assert xb.command("request", "take", request[:8], "--from", "an")["owner"] == "officer"
    mine = xb.command("request", "list", "--mine")["requests"]
    assert [row["id"] for row in mine] == [request], mine
    assert xb.command("request", "give", request, "linh")["owner"] == "linh"
    assert xb.command("request", "give-back", request, "--from", "linh")["owner"] is None
    moves = [(event["former"], event["owner"], event["officer"])
             for event in journal(xb, "request-owner")]
    assert moves == [(None, "linh", "linh"), ("linh", "an", "linh"), ("an", "officer", "officer"),
                     ("officer", "linh", "officer"), ("linh", None, "officer")], moves
    assert journal(xa, "request-owner") == []
    assert xa.get(f"{REQUESTS}/{request}")["owner"] is None


def custodian(xa, xb):
    """The provider learns which data it shall keep, and not why or for whom."""
    sent = xa.post(REQUESTS, nodes.new_request())["request"]
    xb.await_status(sent, "sent")
    extract = xb.place / "order.txt"
    xb.command("request", "custodian-copy", sent, "-o", extract)
    told = extract.read_text()
    assert "Stated: data_and_relationship." in told, told
    for secret in ("necessity", "offence_and_facts", "intention", "XA", "UNCC-07"):
        assert secret not in told, f"the custodian is told: {secret}"
    assert [event["request"] for event in journal(xb, "custodian-copy")] == [sent]
    refused(Person(xb, "vu").must(403, "POST", f"{REQUESTS}/{sent}/custodian-copy", {}))


def oversight(xb, request):
    """Everything about the acts, nothing of the evidence, and each look is on record."""
    vu = Person(xb, "vu")
    assert vu.session["roles"] == ["oversight"]
    case = vu.must(200, "GET", f"{REQUESTS}/{request}").json["id"]
    for path in (REQUESTS, f"/api/v1/cases/{case}"):
        vu.must(200, "GET", path)
    refused(vu.must(403, "GET", f"{REQUESTS}/{request}/evidence"))
    refused(vu.must(403, "POST", f"/api/v1/cases/{case}/packages", {}))
    refused(vu.act(403, request, "status", text="Not an overseer's to say."))
    looks = [event["what"] for event in journal(xb, "oversight-read")]
    assert looks[:3] == [f"{REQUESTS}/{request}", REQUESTS, f"/api/v1/cases/{case}"], looks
    assert all(event["officer"] == "vu" for event in journal(xb, "oversight-read"))


def in_time(**distance):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**distance)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def deputies(xa, xb, request):
    """The ministry's officer is away; somebody of the contact point answers in his place."""
    an, linh = Person(xb, "an"), Person(xb, "linh")
    said = {"kind": "status", "from": "justice", "body": {"text": "Under way."}}
    acts = f"{REQUESTS}/{request}/acts"
    refused(linh.must(403, "POST", acts, said))
    given = {"deputy": "linh", "authority": "justice", "until": in_time(days=7)}
    refused(linh.must(403, "POST", "/api/v1/delegations", {**given, "officer": "an"}))
    refused(an.must(400, "POST", "/api/v1/delegations", {**given, "authority": "watch"}), "HD-1006")
    made = an.must(201, "POST", "/api/v1/delegations", given).json
    linh.must(201, "POST", acts, said)
    assert xb.get(f"{REQUESTS}/{request}")["timeline"][-1]["officer"] == "linh for an"
    refused(linh.must(403, "POST", f"/api/v1/delegations/{made['id']}/end", {}))
    xb.command("roster", "add", "an", "--authority", "justice", "--from", in_time(hours=-1),
               "--until", in_time(hours=8))
    duty = xb.command("roster", "show")["on_duty"]
    assert [(row["officer"], row["deputies"]) for row in duty] == [("an", ["linh"])], duty
    on_duty_is_told(xa, xb, an)
    xb.command("officer", "undelegate", str(made["id"]))
    refused(linh.must(403, "POST", acts, said))
    assert journal(xb, "post-delegated")[0]["about"] == "an"
    assert journal(xb, "delegation-ended") and journal(xb, "shift-added")


def on_duty_is_told(xa, xb, an):
    """Of a request that nobody has acknowledged: who is on the roster, at once and until it is."""
    asked = xa.post(REQUESTS, nodes.new_request("XB/justice"))["request"]

    def told():
        return [row for row in an.must(200, "GET", "/api/v1/notices").json["notices"]
                if row["request"] == asked]
    xb.await_that(told, "an is told")
    notice = told()[0]
    assert (notice["kind"], notice["level"], notice["authority"]) == (
        "unacknowledged", "on-duty", "justice"), notice
    assert not any(row["request"] == asked for row in xb.command("notice", "list")["notices"])
    refused(xb.once("POST", "/api/v1/notices/seen", {"notices": [notice["id"]]}), "HD-6006")
    an.must(200, "POST", "/api/v1/notices/seen", {"notices": [notice["id"]]})
    assert told()[0]["seen_at"] and not told()[0]["settled_at"]
    status = xb.command("status")["notices"]
    assert [row["officers"] for row in status if row["request"] == asked] == [["an"]], status
    an.must(201, "POST", f"{REQUESTS}/{asked}/acts",
            {"kind": "acknowledge", "from": "justice", "body": {"text": "Read."}})
    xb.await_that(lambda: told()[0]["settled_at"], "the notice is settled")
    assert [row["officers"] for row in journal(xb, "notice-made")
            if row["request"] == asked] == [["an"]]
    assert journal(xb, "notices-seen")[0]["officer"] == "an"


def four_eyes(xa, xb):
    """XA wants two officers for each request; what the second saw is what is said."""
    xa.command("four-eyes", "set", "--rule", "request:preservation", "--rule", "withdraw")
    officer(xa, "bo", "contact-point", "contact-point", "central-authority")
    refused(xa.once("POST", REQUESTS, nodes.new_request()))
    draft = xa.place / "draft.json"
    draft.write_text(json.dumps(nodes.new_request()))
    made = xa.command("request", "draft", draft)
    own = xa.run("request", "approve", made["id"], "--sha256", made["sha256"])
    assert own.returncode == 7 and "HD-7004" in own.stdout, own.stdout
    seen = xa.command("request", "approve", made["id"][:8])
    assert seen["text"] == made["text"] and seen["state"] == "open"
    bo = Person(xa, "bo")
    approval = f"/api/v1/drafts/{made['id']}/approval"
    refused(bo.must(409, "POST", approval, {"sha256": "0" * 64}), "HD-4003")
    said = bo.must(201, "POST", approval, {"sha256": made["sha256"]}).json
    xb.await_status(said["request"], "sent")
    asked = xb.get(f"{REQUESTS}/{said['request']}")
    assert asked["timeline"][0]["officer"] == "officer"
    approved = journal(xa, "draft-approved")
    assert [(row["maker"], row["officer"], row["act"]) for row in approved] == [
        ("officer", "bo", said["act"])], approved
    withdrawn = xa.command("request", "withdraw", said["request"], "--text", "Not needed.",
                           "--draft")
    xa.command("request", "reject", withdrawn["id"], "--reason", "It is needed.")
    states = {row["id"]: row["state"] for row in xa.command("request", "drafts")["drafts"]}
    assert states == {made["id"]: "approved", withdrawn["id"]: "rejected"}
    xa.command("four-eyes", "set")
    xa.act(said["request"], "withdraw", text="Not needed after all.")


def administration(xb):
    linh = Person(xb, "linh")
    own = "/api/v1/officers/linh/password"
    new = "another password for tests"
    refused(linh.must(403, "POST", "/api/v1/officers/an/password", {"password": new}))
    refused(linh.must(400, "POST", own, {"password": new}), "HD-1005")
    refused(linh.must(401, "POST", own, {"password": new, "current": "a wrong one"}), "HD-7002")
    linh.must(200, "POST", own, {"password": new, "current": nodes.PASSWORD})
    refused(linh.must(401, "GET", "/api/v1/session"), "HD-7001")
    Person(xb, "linh", new)
    xb.command("officer", "role", "linh", "--authority", "contact-point")
    assert not Person(xb, "linh", new).session["roles"]
    linh = Person(xb, "linh", new)
    xb.command("officer", "disable", "linh")
    refused(linh.must(401, "GET", "/api/v1/session"), "HD-7001")
    xb.command("officer", "enable", "linh")
    Person(xb, "linh", new)
    searched(xb)


def searched(xb):
    """What was done is found on the command line, a page after the other, and kept as a table."""
    search = ("journal", "search")
    found = xb.command(*search, "--words", "LINH", "--kind", "officer-disabled")["entries"]
    assert [row["event"]["about"] for row in found] == ["linh"], found
    at = found[0]["at"]
    assert xb.command(*search, "--kind", "officer-disabled", "--until", at)["entries"] == []
    assert xb.command(*search, "--kind", "officer-disabled", "--from", at)["entries"] == found
    # From one entry back: behind it the journal goes on growing by itself.
    page_of_two = (*search, "--limit", 2, "--before")
    newest = (*page_of_two, found[0]["index"] + 1)
    page = xb.command(*newest)
    assert page["entries"][0] == found[0]
    after = xb.command(*page_of_two, page["next"])["entries"]
    assert after[0]["index"] == page["entries"][-1]["index"] - 1
    words = [xb.program, *map(str, newest), "--data", xb.data]
    text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert f"--before {page['next']}" in text and '"about":"linh"' in text, text
    table = xb.place / "journal.csv"
    xb.command(*search, "--words", "linh", "--kind", "officer-disabled", "--csv", table)
    assert table.read_text().splitlines()[1].startswith(f'{found[0]["index"]},'), table
    assert journal(xb, "journal-exported")[-1]["entries"] == 1
    wrong = xb.run(*search, "--from", "yesterday")
    assert wrong.returncode == 2 and "HD-1009" in wrong.stdout, wrong.stdout
    less = xb.run("authority", "add", "justice", "--role", "competent-authority")
    assert less.returncode == 6 and "an has a role" in less.stdout, less.stdout
    last = xb.run("officer", "disable", "officer")
    assert "HD-7004" in last.stdout, last.stdout
    busy = xb.run("authority", "remove", "justice")
    assert "HD-4003" in busy.stdout, busy.stdout
    xb.command("officer", "role", "vu", "--authority", "watch")
    xb.command("authority", "remove", "watch")
    for kind in ("officer-posted", "officer-password-set", "officer-disabled", "officer-enabled",
                 "authority-removed"):
        assert journal(xb, kind), f"{kind} is not in the journal"
    names = {row["name"] for row in xb.command("officer", "list")["officers"]}
    assert names == {"officer", "linh", "an", "vu"}


def play(program):
    with nodes.two_states(program) as (xa, xb, _):
        several_authorities(xa, xb)
        request, _ = right_authority(xa, xb)
        oversight(xb, request)
        taking(xa, xb, request)
        custodian(xa, xb)
        deputies(xa, xb, request)
        four_eyes(xa, xb)
        administration(xb)
        xb.stop()
        assert xb.command("journal", "verify")["findings"] == []
    print("officers of three authorities did what their roles allow, and nothing else")


if __name__ == "__main__":
    play(pathlib.Path(sys.argv[1]).resolve())
