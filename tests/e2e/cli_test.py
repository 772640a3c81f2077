#!/usr/bin/python3
"""What the command line says to officers of two running nodes.

Usage: cli_test.py HAIDANG-PROGRAM"""
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
    assert max(map(len, shown.splitlines())) < 240, shown
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
    return request


def play(program):
    with nodes.two_states(program) as (xa, xb, _):
        talk(xa, xb)
    print("the command line says what was asked and what was said")


if __name__ == "__main__":
    play(sys.argv[1])
