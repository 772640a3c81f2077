"""Stories of art. 40 beside those of stories.py: every type of assistance, every ground, hearings,
safe conduct, confidentiality, postponement, reasons."""
import datetime

from story import opens, refused_draft

MEASURE = "mutual-legal-assistance"
TYPES = "abcdefghijklm"
GATHER_EVIDENCE = "acdefghim"  # 35(1)(c): electronic evidence of other serious crimes, nothing else
NOT_NOW, NOT_YOURS, BAD_VALUE, TOO_SHORT = "HD-4003", "HD-4004", "HD-1006", "HD-3006"
NO_GROUND, FORBIDDEN, NO_REASONS, OUT_OF_SCOPE = "HD-3003", "HD-3007", "HD-3004", "HD-3005"


def day(number):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=number)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def typed(letter, **members):
    def change(body):
        body.update(assistance_type=letter, **members)
    return change


def clock_of(state, matter, rule):
    return {row["rule"]: row for row in state.view(matter.id)["clocks"]}.get(rule)


def days_of(clock):
    started, due = (datetime.datetime.fromisoformat(clock[name].replace("Z", "+00:00"))
                    for name in ("started", "due"))
    return (due - started).days


def types_of_assistance(xa, xb, xc):
    """40(3), 35(1)(c): all types for the Convention's offences; for others, electronic evidence."""
    serious = {"offence": "serious-crime", "penalty_months": 60, "statute": "Penal Code, s. 12"}
    for letter in TYPES:
        matter = opens(xa, xb, MEASURE, changed=typed(letter))
        assert xb.view(matter.id)["body"]["assistance_type"] == letter
        if letter not in GATHER_EVIDENCE:
            refused_draft(xa, xb, MEASURE, OUT_OF_SCOPE, typed(letter, **serious))
    matter = opens(xa, xb, MEASURE, changed=typed("d", **serious))
    assert xb.view(matter.id)["body"]["penalty_months"] == 60


def hearing(xa, xb, xc):
    """40(17)-(18), 40(28), 40(30): by video link, under another State's oath; who pays."""
    procedure = {"special_procedure": "By video link; the oath of Aurelia, Code s. 3."}
    matter = opens(xa, xb, MEASURE, changed=typed("a", **procedure))
    assert "video link" in xb.view(matter.id)["body"]["special_procedure"]
    matter.answering("ask", "--text", "Do you provide the line?")
    matter.asking("supply", "--text", "We do.")
    matter.answering("notify", "--about", "costs", "--text", "The interpreter costs much.")
    matter.asking("consult", "--text", "We bear the interpreter.")
    matter.answering("accept", "--condition", "Questions go through our judge.",
                     "--condition", "Aurelia bears the interpreter.")
    matter.answering("executed", "--what", "hearing", "--at", day(0), refused=NOT_NOW)
    matter.answering("agree", refused=NOT_YOURS)
    matter.asking("agree")
    assert len(xb.view(matter.id)["conditions"]) == 2
    matter.answering("executed", "--what", "hearing", "--at", day(0), "--text", "On the line.")
    matter.delivers(xb)
    conditions = xa.view(matter.id)["items"][0]["conditions"]
    assert [row["code"] for row in conditions] == ["agreed", "agreed"], conditions


def safe_conduct(xa, xb, xc):
    """40(29): who came to be heard may leave: fifteen days from when it was said, by the treaty."""
    matter = opens(xa, xb, MEASURE, changed=typed("k"))
    matter.answering("accept")
    matter.answering("executed", "--what", "appearance", "--at", day(0), "--text", "She came.")
    assert clock_of(xa, matter, "safe-conduct") is None
    matter.asking("notify", "--about", "opportunity-to-leave", "--text", "No longer needed.")
    for state in (xa, xb):
        clock = clock_of(state, matter, "safe-conduct")
        assert days_of(clock) == 15 and clock["kind"] == "treaty-rule", clock
        assert clock["citation"].startswith("art. 40(29)") and clock["state"] == "running", clock
    agreed = ("notify", "--about", "opportunity-to-leave", "--text", "As agreed.", "--until")
    matter.asking(*agreed, day(14), refused=TOO_SHORT)
    matter.asking(*agreed, day(31))
    assert days_of(clock_of(xb, matter, "safe-conduct")) == 30
    matter.asking("notify", "--about", "departure", "--text", "She left.")
    assert clock_of(xb, matter, "safe-conduct")["state"] == "ended"


def confidentiality(xa, xb, xc):
    """40(20): secrecy that cannot be kept: said before anything is done; then yes or no."""
    for goes_on in (True, False):
        matter = opens(xa, xb, MEASURE, changed=typed("h", confidential=True))
        assert xb.view(matter.id)["body"]["confidential"]
        matter.answering("accept")
        matter.asking("proceed", refused=NOT_NOW)
        matter.answering("caution", "--about", "confidentiality", "--text", "Orders are public.")
        matter.answering("executed", "--what", "search", "--at", day(0), refused=NOT_NOW)
        matter.answering("answer", "--text", "Found.", refused=NOT_NOW)
        assert xa.view(matter.id)["caution"]["open"]
        if goes_on:
            matter.asking("proceed", "--text", "Go on.")
            matter.answering("executed", "--what", "search", "--at", day(0), "--text", "Done.")
            matter.is_("executed")
        else:
            matter.asking("withdraw", "--text", "Then not.")
            matter.answering("executed", "--what", "search", "--at", day(0), refused=NOT_NOW)
            matter.is_("withdrawn")


def postponement(xa, xb, xc):
    """40(26)-(28): consulted, postponed with reasons and a review date; asked about; taken up."""
    matter = opens(xa, xb, MEASURE)
    matter.answering("postpone", "--until", day(30), "--reasons", "A trial.", refused=NOT_NOW)
    matter.answering("consult", "--text", "A trial is going on here.")
    matter.asking("postpone", "--until", day(30), "--reasons", "Later.", refused=NOT_YOURS)
    matter.answering("postpone", "--until", day(-1), "--reasons", "A trial.", refused=BAD_VALUE)
    matter.answering("postpone", "--until", day(30), "--reasons", "A trial is going on.")
    matter.is_("postponed")
    review = xa.view(matter.id)["review_at"]
    clock = clock_of(xa, matter, "postponement-review")
    assert clock["due"] == review and clock["kind"] == "house-rule", clock
    matter.asking("inquire", "--text", "Is it over?")
    matter.answering("status", "--text", "Next week.")
    matter.answering("postpone", "--until", day(60), "--reasons", "It takes longer.")
    assert xa.view(matter.id)["review_at"] > review
    matter.answering("accept", "--text", "The trial is over.")
    assert clock_of(xb, matter, "postponement-review")["state"] == "ended"


def grounds(xa, xb, xc):
    """40(8), 40(21)-(25), 36(1): each ground that is allowed, none that is forbidden."""
    law = xa.node.get("/api/v1/law")
    allowed = next(row for row in law["measures"] if row["id"] == MEASURE)["grounds"]
    forbidden = [row["code"] for row in law["grounds"] if row["forbidden"]]
    others = [row["code"] for row in law["grounds"] if row["use"] == "refusal" and
              row["code"] not in allowed and not row["forbidden"]]
    assert forbidden and others
    for number, ground in enumerate(allowed):
        matter = opens(xa, xb, MEASURE)
        says = ("refuse", "--ground", ground, "--reasons")
        matter.answering(*says, "Stated.", refused=NOT_NOW)  # not consulted, 40(28)
        matter.answering("consult", "--text", "Under which conditions?")
        if number == 0:
            for code in forbidden:
                matter.answering("refuse", "--ground", ground, "--ground", code, "--reasons",
                                 "Stated.", refused=FORBIDDEN)
            for code in others:
                matter.answering("refuse", "--ground", code, "--reasons", "Stated.",
                                 refused=NO_GROUND)
            matter.answering(*says, "  ", refused=NO_REASONS)
        matter.answering(*says, "Stated at length.")
        refusal = xa.view(matter.id)["refusal"]
        assert [row["code"] for row in refusal["grounds"]] == [ground], refusal
        assert refusal["reasons"] == "Stated at length.", refusal
        matter.answering("accept", refused=NOT_NOW)


def oral_only_where_the_law_says(xa, xb, xc):
    """40(13): what may be asked by telephone; the writing is due at once, and is on the clock."""
    def oral(body):
        body.update(oral=True, contents={})
    refused_draft(xa, xb, "preservation", BAD_VALUE, oral)
    matter = opens(xa, xb, MEASURE, changed=oral)
    assert clock_of(xa, matter, "oral-confirmation")["state"] == "running"
    matter.asking("withdraw", "--text", "Solved meanwhile.")
    assert clock_of(xb, matter, "oral-confirmation")["state"] == "ended"
    matter.asking("confirm", "--text", "Too late.", refused=NOT_NOW)
    matter.asking("withdraw", refused=NOT_NOW)


ALL = (types_of_assistance, hearing, safe_conduct, confidentiality, postponement, grounds,
       oral_only_where_the_law_says)
