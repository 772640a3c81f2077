#!/usr/bin/python3
"""What the command line says to officers of two running nodes.

Usage: cli_test.py HAIDANG-PROGRAM"""
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
import nodes  # noqa: E402

LONG = "The account wrote to the victim. " * 12 + "The end of it."
PAUSED = "A search is planned; it would be known too early."


def said(node, *arguments, status=0, language="en"):
    """Both outputs of a command as people get it, its lines joined where they were broken."""
    words = [node.program, *map(str, arguments), "--data", str(node.data), "--lang", language]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=120, env={**os.environ, "TZ": "UTC"})
    out = done.stdout + done.stderr
    assert done.returncode == status, f"{arguments}: {done.returncode} {out}"
    return out


def has(out, *texts):
    plain = " ".join(out.split())
    for text in texts:
        assert text in plain, f"no '{text}' in {out}"


def has_not(out, *texts):
    plain = " ".join(out.split())
    for text in texts:
        assert text not in plain, f"'{text}' in {out}"


def refused(node, *arguments, status, language="en"):
    """The error of a command, for people and as JSON: one code, and a next step in both."""
    out = said(node, *arguments, status=status, language=language)
    done = node.run(*arguments)
    assert done.returncode == status, f"{arguments}: {done.returncode} {done.stdout}"
    error = json.loads(done.stdout)["error"]
    assert error["code"] in out and error["next"], f"{arguments}: {out} {error}"
    return out, error


# --- what the parser does not understand ---

def usage(xa):
    for words, what in ((("request", "refuse"), "the argument REF is missing"),
                        (("request", "list", "--bogus"), "'--bogus' was not expected"),
                        (("request", "show", "3f2a91c0", "more"), "'more' was not expected"),
                        (("request", "shwo"), "there is no command 'shwo' here"),
                        (("explain",), "the argument TOPIC is missing"),
                        (("request",), "a command is missing")):
        out, error = refused(xa, *words, status=2)
        has(out, "HD-1012", what)
        assert error["code"] == "HD-1012" and error["what"] == what, error
    words = [xa.program, "request", "refuse", "3f2a91c0", "--reasons"]
    last = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60)
    assert last.returncode == 2, last
    has(last.stderr, "HD-1012 the option --reasons needs a value")
    out, _ = refused(xa, "request", "refuse", status=2, language="fr")
    has(out, "HD-1012 il manque l’argument REF", "haidang request refuse --help")
    has(said(xa, "request", "refuse", "--help"), "--reasons", "REF")


# --- the next step is one that helps ---

def next_steps(xa, xb, place):
    for reference in ("a b", "zzz", "abc", "3f2a91c0/acts"):
        out, error = refused(xa, "request", "acknowledge", reference, status=2)
        has(out, f"'{reference}' is no reference of a request", "haidang request list")
        assert "first four or more" in error["why"], error
    refused(xa, "request", "show", "FFFFFFFF", status=5)  # a reference, of nothing here
    out, _ = refused(xa, "officer", "disable", "no such name", status=5)
    has_not(out, "line end")
    draft = place / "draft.json"
    draft.write_text('{\n  "to": "XB/contact-point",\n  "body": {oops}\n}\n')
    for verb in ("check", "send"):
        out, error = refused(xa, "request", verb, draft, status=1)
        has(out, f"'{draft}' is not JSON at line 3, column 12", "haidang request new")
        has_not(out, "Ask the sender")
    draft.write_text("[]")
    has(refused(xa, "request", "check", draft, status=1)[0], f"'{draft}' is no draft")
    request = xa.post("/api/v1/requests", nodes.new_request())["request"]
    xb.await_status(request, "sent")
    file = place / "log.txt"
    file.write_text("lines")
    xb.command("evidence", "add", request[:8], file)
    has(refused(xb, "evidence", "deliver", request[:8], status=6)[0], "Accept the request first")
    xa.act(request, "withdraw", text="No longer needed.")
    xb.await_status(request, "withdrawn")
    out, _ = refused(xb, "evidence", "deliver", request[:8], status=6)
    has(out, "the request is over, 'withdrawn'", "haidang request show")
    has_not(out, "Accept the request first")


# --- what an authority publishes ---

def published(xa, xb, place):
    for zone in ("Mars/Olympus", "", "Europe/Nowhere"):
        refused(xb, "authority", "add", "contact-point", "--time-zone", zone, status=2)
    out, _ = refused(xb, "init", "--party", "XC", "--name", "C", "--time-zone", "Mars/Olympus",
                     status=2)
    has(out, "there is no time zone 'Mars/Olympus'", "Asia/Ho_Chi_Minh")
    xb.command("authority", "add", "contact-point", "--language", "en", "--language", "fr",
               "--function", "a=not-available", "--function", "b=carry-out",
               "--function", "e=facilitate")
    xa.trust(xb)
    lines = ("(a) Technical advice: not available",
             "(b) Preservation of data: does it itself (24/7; en, fr)",
             "(e) Data to avert an emergency: sees to it that another does it (24/7; en, fr)")
    for out in (said(xb, "authority", "list"), said(xa, "party", "list")):
        has(out, "hours: 24/7 (Europe/Paris), languages: en, fr", *lines)
    remarks(xa, place)


def remarks(xa, place):
    """What is not given at any hour may be asked for; that it is not given is said."""
    def draft(measure):
        file = place / f"{measure}.json"
        xa.command("request", "new", measure, "--to", "XB/contact-point", "-o", file,
                   "--offence", "UNCC-07")
        body = json.loads(file.read_text())
        for name in body["body"]["contents"]:
            body["body"]["contents"][name] = "Stated."
        file.write_text(json.dumps(body))
        return file

    advice, keep = draft("technical-advice"), draft("preservation")
    note = "Note: XB/contact-point publishes that it does not give this at any hour: (a) Technical"
    has(said(xa, "request", "check", advice), "Complete", note)
    has_not(said(xa, "request", "check", keep), "Note:")
    assert xa.command("request", "check", advice)["remarks"] == [
        {"authority": "XB/contact-point", "function_not_available": "a"}]
    assert xa.command("request", "check", keep)["remarks"] == []
    has(said(xa, "request", "send", advice), note, "on its way")


# --- the queue ---

def emergency_first(xa, xb):
    """No date is as near as an emergency in which somebody has to act."""
    def send(**more):
        return xa.post("/api/v1/requests", {"to": "XB/contact-point",
                                            "body": nodes.request_body(**more)})["request"]

    far = send(needed_by="9998-12-31T00:00:00Z", needed_by_reason="A hearing.")
    risk = send(emergency=True, emergency_risk="life", emergency_facts="A hostage.")
    near = send(needed_by="2099-12-31T00:00:00Z", needed_by_reason="A hearing.")
    xb.await_status(near, "sent")
    for node in (xa, xb):
        rows = node.requests()
        assert [row["id"] for row in rows] == [risk, near, far], rows
        assert [row["emergency"] for row in rows] == [True, False, False], rows
        assert [row["id"] for row in paged(node)] == [risk, near, far]
        due = node.get("/api/v1/status")["due"]
        assert due[0]["request"] == risk and due[0]["emergency"] and not due[1]["emergency"], due
        lines = said(node, "request", "list").splitlines()
        assert risk[:8] in lines[1] and "Emergency" in lines[1], lines
        assert "Emergency" not in "".join(lines[2:]), lines
    has(said(xb, "status", language="fr"), "Urgence")
    xa.act(risk, "withdraw", text="The risk is over.")
    xb.await_status(risk, "withdrawn")
    assert xb.requests()[-1]["id"] == risk, xb.requests()
    for request in (far, near):
        xa.act(request, "withdraw", text="No longer needed.")


def paged(node):
    rows, after = [], ""
    while True:
        page = node.get("/api/v1/requests?limit=1" + after)
        rows += page["requests"]
        if page["next"] is None:
            return rows
        after = "&after=" + page["next"]


# --- the law, the codes and the clocks, explained ---

def explained(xa):
    for words in (("code", "HD-3002"), ("hd-3002",), ("code", "hd-3002"), ("incomplete_request",)):
        has(said(xa, "explain", *words), "HD-3002 (incomplete_request)")
    for words in (("code",), ("codes",)):
        has(said(xa, "explain", *words), "HD-1001", "incomplete_request", "HD-9002")
    for words in (("art", "42(6)"), ("42",), ("art.", "42")):
        has(said(xa, "explain", *words), "Article 42.", "preservation Expedited preservation")
    has(said(xa, "explain", "preservation"), "art. 42", "data_and_relationship")
    has(said(xa, "explain", "ground", "bank_secrecy"), "BANK_SECRECY (never")
    has(said(xa, "explain", "--help"), "code", "permissions", "declaration")
    for words, then in ((("HD-9999",), "HD-9002"), (("ground", "FOO"), "ESSENTIAL_INTERESTS"),
                        (("ground", "bank_secrcy"), "Did you mean: haidang explain ground BANK"),
                        (("art", "99"), "Did you mean"), (("clock", "nope"), "needed-by"),
                        (("weather",), "ground CODE"), (("",), "permissions"),
                        (("code", "incomplete"), "HD-3002")):
        out, error = refused(xa, "explain", *words, status=5)
        assert error["code"] == "HD-6006", error
        has(out, then)
    out, _ = refused(xa, "explain", "ground", "FOO", status=5, language="vi")
    has_not(out, "Likely prejudice", "[art. ")


def clocks_explained(xa, request, more):
    told = said(xa, "explain", "clock", request[:8])
    has(told, "needed-by: the date by which", "deadline suggested by the requesting Party",
        "art. 40(26)", "Asia/Ho_Chi_Minh", "Europe/Paris", "running",
        "Clock starts: Request (XA)", "Clock starts: Postponement (XB)", "house rule, not law")
    view = xa.command("explain", "clock", request[:8])
    assert view["request"] == request and len(view["clocks"]) == 2, view
    assert view["clocks"][0]["changes"][0]["kind"] == "request", view
    has(said(xa, "explain", "clock", more[:8]), "No clock belongs to this request.")
    refused(xa, "explain", "clock", "ffffffff", status=5)
    has(said(xa, "explain", "clock", request[:8], language="ar"), "XB")


# --- what was asked, and what was said ---

def preservation():
    contents = {**nodes.request_body()["contents"], "offence_and_facts": LONG}
    return nodes.request_body(
        contents=contents, needed_by="2100-01-01T00:00:00Z", needed_by_reason="A hearing.",
        language="en", translations=[{"of": "needed_by_reason", "language": "fr",
                                      "kind": "machine", "text": "Une audience."}])


def assistance(relies_on):
    body = nodes.request_body("stored-data", relies_on=relies_on, confidential=True,
                              special_procedure="Sealed twice.", permitted_use="This trial.")
    return {**body, "offence": "serious-crime", "penalty_months": 60, "statute": "Penal Code s. 12"}


def shows_what_is_asked(xa, request):
    shown = said(xa, "request", "show", request[:8])
    has(shown, LONG, "Stated: necessity.", "art. 42(3)(e)", "Reason for that date: A hearing.",
        "Legal basis: United Nations Convention against Cybercrime")
    assert max(len(line) for line in shown.splitlines() if line.startswith("    ")) < 100, shown
    assert all(len(line) <= 92 for line in shown.splitlines() if "account wrote" in line), shown
    has(said(xa, "request", "show", request[:8], language="fr"), "A hearing.", "Une audience.",
        "Stated: necessity.")
    vietnamese = said(xa, "request", "show", request[:8], language="vi")
    has_not(vietnamese, "art. 42")


def shows_the_safeguards(xa, request):
    has(said(xa, "request", "show", request[:8]), "serious-crime Another serious crime",
        "Penal Code s. 12", "60 months", "Sealed twice.", "This trial.", "Authorised by: Court",
        "Reference of the authorisation: 1/2026",
        "Dual criminality: met", "Offence in the requested State: Stated.", "Confidential: Yes",
        "Stated: purpose.")


def shows_what_was_said(xa, xb, request):
    for node, kind, body in (
            (xb, "ask", {"text": "Which account?"}),
            (xa, "supply", {"text": "The second."}),
            (xb, "status", {"text": "With the court."}),
            (xb, "consult", {"text": "Could the period be shorter?"}),
            (xa, "notify", {"text": "The hearing was moved."}),
            (xb, "postpone", {"review_at": "2099-01-01T00:00:00Z", "reasons": PAUSED})):
        node.act(request, kind, **body)
        other = xb if node is xa else xa
        other.await_that(lambda: any(row["kind"] == kind for row in timeline(other, request)), kind)
    shown = said(xa, "request", "show", request[:8], "--timeline")
    has(shown, "Which account?", "The second.", "With the court.", "Could the period be shorter?",
        "The hearing was moved.", f"Reasons: {PAUSED}", "To be reviewed on")
    assert LONG not in " ".join(shown[shown.index("Timeline"):].split()), shown


def shows_a_refusal(xa, xb, request):
    xb.act(request, "consult", text="We hesitate.")
    xb.act(request, "refuse", grounds=["ESSENTIAL_INTERESTS"],
           reasons="It would endanger a source.")
    xa.await_status(request, "refused")
    shown = said(xa, "request", "show", request[:8], "--timeline")
    has(shown[shown.index("Timeline"):], "ESSENTIAL_INTERESTS", "It would endanger a source.")


def timeline(node, request):
    return node.get(f"/api/v1/requests/{request}")["timeline"]


def talk(xa, xb):
    sent = xa.post("/api/v1/requests", {"to": "XB/contact-point", "body": preservation()})
    request = sent["request"]
    xb.await_status(request, "sent")
    shows_what_is_asked(xa, request)
    shows_what_was_said(xa, xb, request)
    more = xa.post("/api/v1/requests", {"to": "XB/contact-point", "case": sent["case"],
                                        "body": assistance(request)})["request"]
    xb.await_status(more, "sent")
    shows_the_safeguards(xa, more)
    shows_a_refusal(xa, xb, more)
    return request, more


def play(program):
    zones = ("--time-zone", "Asia/Ho_Chi_Minh"), ("--time-zone", "Europe/Paris")
    with nodes.two_states(program, *zones) as (xa, xb, place):
        usage(xa)
        emergency_first(xa, xb)
        explained(xa)
        request, more = talk(xa, xb)
        clocks_explained(xa, request, more)
        next_steps(xa, xb, place)
        published(xa, xb, place)
    print("the command line says what was asked and said, what it means, and what to type next")


if __name__ == "__main__":
    play(sys.argv[1])
