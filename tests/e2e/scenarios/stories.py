"""One story for each kind of cooperation: how it goes well, and what is refused on the way."""
import datetime
import json

from story import Matter, draft, nodes, opens, refused_draft


def day(number):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=number)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


NOT_NOW, NOT_YOURS, INCOMPLETE, BAD_VALUE = "HD-4003", "HD-4004", "HD-3002", "HD-1006"
NOT_SO = "HD-4007"


def deconfliction(xa, xb, xc):
    """22(5): does Borealia work on the same target? It learns the selector only if it holds it."""
    matter = opens(xa, xb, "deconfliction", "--selector", "email=Suspect@Example.org ",
                   "--selector", "wallet=bc1qexample")
    assert "suspect" not in str(xb.case(matter.id)).lower()
    refused_draft(xa, xb, "deconfliction", INCOMPLETE, lambda body: None)  # nothing is sealed
    ours = xb.place / "ours.txt"
    ours.write_text("email=suspect@example.org\nemail=other@example.org\n")
    assert xb.type("request", "deconflict", matter.id, "--selectors", ours)["result"] == "match"
    ours.write_text("email=other@example.org\n")
    none = xb.type("request", "deconflict", matter.id, "--selectors", ours)
    assert none["result"] == "no-match" and "act" not in none
    ours.write_text("email=suspect@example.org\n")
    done = xb.type("request", "deconflict", matter.id, "--selectors", ours, "--send")
    matter.reach(xa, done["act"])
    matter.is_("answered")
    assert xa.view(matter.id)["answers"][0]["fields"] == {"result": "match"}


def jurisdiction(xa, xb, xc):
    """22(5): who prosecutes is talked over until there is an answer."""
    matter = opens(xa, xb, "jurisdiction-consultation")
    matter.answering("consult", "--text", "We have two of the victims.")
    matter.asking("consult", "--text", "We have the suspect.")
    matter.is_("consulting")
    matter.asking("answer", "--text", "You.", refused=NOT_YOURS)
    matter.answering("answer", "--text", "Aurelia prosecutes.")
    matter.is_("answered")
    matter.asking("close")
    matter.answering("close")
    matter.is_("closed")


def assistance(xa, xb, xc):
    """40: from the question to the evidence, with everything that may come between."""
    def wrong(body):
        body["assistance_type"] = "z"
    refused_draft(xa, xb, "mutual-legal-assistance", INCOMPLETE, wrong)
    matter = opens(xa, xb, "mutual-legal-assistance")
    matter.answering("refuse", "--ground", "BANK_SECRECY", "--reasons", "No.", refused=NOT_NOW)
    matter.answering("acknowledge")
    matter.answering("ask", "--text", "  ", refused=BAD_VALUE)
    matter.answering("ask", "--text", "Which account?")
    matter.asking("ask", "--text", "Which?", refused=NOT_YOURS)
    matter.asking("supply", "--text", "The second.")
    matter.is_("acknowledged")
    matter.asking("inquire")
    matter.asking("inquire", refused=NOT_NOW)
    matter.answering("status", "--text", "With the court.")
    matter.answering("postpone", "--until", day(30), "--reasons", "A trial.", refused=NOT_NOW)
    matter.answering("consult", "--text", "Could it wait?")
    matter.answering("postpone", "--until", day(30), "--reasons", " ", refused="HD-3004")
    matter.answering("postpone", "--until", day(30), "--reasons", "A trial is going on.")
    matter.is_("postponed")
    matter.answering("caution", "--about", "confidentiality", "--text", "Orders are published.")
    matter.asking("proceed", "--text", "Go on.")
    matter.answering("accept", "--condition", "  ", refused=BAD_VALUE)
    matter.answering("accept", "--condition", "In this case only.")
    matter.is_("conditions-offered")
    matter.asking("decline", "--text", "Too narrow.")
    matter.answering("accept", "--condition", "In this case and its appeal.")
    matter.asking("agree")
    matter.is_("accepted")
    matter.delivers(xb, "--condition", "confidential=Not in public.")
    item = xa.view(matter.id)["items"][0]
    assert {row["code"] for row in item["conditions"]} == {"agreed", "confidential"}
    assert item["origin"] == "XB"
    matter.asking("lift-restriction", refused=NOT_YOURS)
    matter.answering("lift-restriction", "--code", "nonsense", refused=NOT_NOW)
    matter.answering("lift-restriction", "--code", "confidential")
    assert any(row["ended"] for row in xa.view(matter.id)["items"][0]["conditions"])
    matter.asking("exculpatory", "--at", day(-1), "--text", "To the court.", refused=NOT_NOW)
    matter.asking("exculpatory", "--at", day(3), "--item", item["id"], "--text", "To the defence.")
    matter.asking("notify", "--text", "The hearing is in May.")
    matter.answering("notify", "--about", "opportunity-to-leave", "--text", "The witness may go.")
    matter.asking("close")
    matter.answering("close")
    matter.is_("closed")


def refusal(xa, xb, xc):
    """40(21)-(25): refused after consultation, on a lawful ground, with reasons; or withdrawn."""
    refused_draft(xa, xb, "stored-data", BAD_VALUE, lambda body: body.update(needed_by=day(-1)))
    matter = opens(xa, xb, "stored-data")
    matter.asking("consult", "--text", "May we help?")
    for ground, code in (("BANK_SECRECY", "HD-3007"), ("INCONVENIENCE", "HD-3003")):
        matter.answering("refuse", "--ground", ground, "--reasons", "Stated.", refused=code)
    matter.answering("refuse", "--ground", "LEGAL_SYSTEM", "--reasons", "", refused="HD-3004")
    matter.answering("refuse", "--ground", "LEGAL_SYSTEM", "--reasons", "No such power.")
    matter.is_("refused")
    matter.answering("accept", refused=NOT_NOW)
    other = opens(xa, xb, "stored-data")
    other.asking("withdraw", "--text", "Solved.")
    other.is_("withdrawn")


def oral_request(xa, xb, xc):
    """40(13): asked by telephone, confirmed in writing."""
    def oral(body):
        body["oral"], body["contents"] = True, {}
    matter = opens(xa, xb, "mutual-legal-assistance", changed=oral)
    assert xb.view(matter.id)["awaits_confirmation"]
    matter.asking("confirm", "--text", "Soon.", refused=INCOMPLETE)
    names = [name for name in CONTENTS if name != "authority"]
    matter.asking("confirm", *[word for name in names
                               for word in ("--content", f"{name}=In writing.")])
    assert not xb.view(matter.id)["awaits_confirmation"]


CONTENTS = ("subject_and_nature", "facts", "assistance_and_procedure", "purpose")


def spontaneous_information(xa, xb, xc):
    """40(4)-(5): given without being asked; restrictions bind until they end."""
    def restricted(body):
        body["restrictions"] = [{"code": "confidential", "text": "Tell nobody.", "until": day(90)}]
    asked_for = {"kind": "inform", "to": "XB/contact-point", "body": nodes.request_body()}
    assert xa.node.once("POST", "/api/v1/requests", asked_for).code == BAD_VALUE
    matter = opens(xa, xb, "spontaneous-information", changed=restricted, verb="inform")
    matter.is_("informed")
    matter.answering("accept", refused=NOT_NOW)
    matter.answering("ask", "--text", "Since when?")
    matter.asking("supply", "--text", "Since March.")
    matter.delivers(xa)
    assert xb.view(matter.id)["items"][0]["conditions"][0]["code"] == "confidential"
    matter.answering("exculpatory", "--at", day(2), "--text", "To the defence.")
    measure = xb.view(matter.id)["followed_by"][0]
    follows = opens(xb, xa, measure, "--relies-on", matter.id)
    assert follows.case == matter.case
    follows.asking("withdraw")
    matter.asking("lift-restriction", "--code", "confidential", "--text", "Published.")
    assert xb.view(matter.id)["restrictions"][0]["ended"]
    matter.asking("close")
    matter.answering("close")
    matter.is_("closed")


def police_information(xa, xb, xc):
    """47: marked as no evidence by the node itself, until the State that gave it lifts that."""
    matter = opens(xa, xb, "police-information", verb="inform")
    marks = xb.view(matter.id)["restrictions"]
    assert [row["code"] for row in marks if not row["ended"]] == ["not-evidence"]
    matter.answering("lift-restriction", refused=NOT_YOURS)
    matter.asking("lift-restriction", "--code", "nonsense", refused=NOT_NOW)
    matter.asking("lift-restriction", "--code", "not-evidence", "--text", "A request came.")
    assert xb.view(matter.id)["restrictions"][0]["ended"]


def network(xa, xb, xc):
    """41: the 24/7 network: advice, where a provider is, a drill, an emergency."""
    for measure in ("technical-advice", "provider-location", "liveness-drill"):
        matter = opens(xa, xb, measure)
        matter.answering("answer", "--text", "Yes.", "--field", "provider=Example Ltd")
        matter.is_("answered")

    def property_only(body):
        body["emergency_risk"] = "property"
    refused_draft(xa, xb, "emergency-data", INCOMPLETE, property_only)
    refused_draft(xa, xb, "emergency-data", INCOMPLETE, lambda body: body.update(emergency=False))
    matter = opens(xa, xb, "emergency-data")
    matter.answering("accept")
    item = matter.delivers(xb)
    if "answer" in {step["kind"] for step in xb.view(matter.id)["next_steps"]}:
        matter.answering("answer", "--text", "This is all.")
        matter.asking("retrieved", "--item", item)
    assert xa.view(matter.id)["awaits_review"]
    matter.asking("confirm", "--text", "Reviewed by the court.")
    assert not xb.view(matter.id)["awaits_review"]


def preservation(xa, xb, xc):
    """42, 43: kept, prolonged, released; and the hop to the State of the next provider."""
    matter = opens(xa, xb, "preservation")
    matter.answering("caution", "--about", "weather", "--text", "Hm.", refused=BAD_VALUE)
    matter.answering("caution", "--about", "preservation", "--text", "Logs roll over daily.")
    matter.answering("preserved", "--until", day(90), refused=NOT_NOW)
    matter.asking("proceed")
    matter.answering("preserved", "--until", day(30), refused="HD-3006")
    matter.answering("preserved", "--until", day(90))
    matter.is_("preserved")
    matter.asking("extend", "--until", day(60), "--reasons", "Soon.", refused="HD-3006")
    matter.asking("extend", "--until", day(150), "--reasons", "The request follows.")
    matter.answering("preserved", "--until", day(150))
    matter.answering("close", refused=NOT_NOW)
    disclosed = opens(xa, xb, "partial-disclosure", "--relies-on", matter.id)
    assert disclosed.case == matter.case
    matter.answering("release", refused=NOT_NOW)
    disclosed.asks.type("request", "follow-on", disclosed.id, "--to", "XC/contact-point",
                        refused="HD-4006")
    disclosed.answering("answer", "--text", "It went on.", "--field", "provider=Example XC",
                        "--field", "provider_party=XC", "--field", "path=XA-XB-XC")
    hop = xa.type("request", "follow-on", disclosed.id, "--to", "XC/contact-point")
    assert hop["case"] != matter.case
    xc.node.await_status(hop["request"], "sent")
    body = xc.view(hop["request"])["body"]
    assert body["cites"] == matter.case and "Example XC" in str(body["contents"])
    matter.answering("release", refused=NOT_NOW)  # sixty days at least, 42(8)
    matter.asking("withdraw", "--text", "No longer needed.")
    matter.answering("release")
    matter.is_("withdrawn")
    other = opens(xa, xb, "preservation")
    other.answering("preserved", "--until", day(61))
    other.asking("withdraw")
    other.answering("release")


def joint_investigation(xa, xb, xc):
    """48: agreed by all on one text; then each hears what the others say, and nobody else."""
    also = ("--also", "XC/contact-point")
    alone = draft(xa, "stored-data", "XB/contact-point")
    xa.type("request", "send", alone, *also, refused=BAD_VALUE)
    matter = opens(xa, xb, "joint-investigation", more=also)
    whole = xa.node.get(f"/api/v1/cases/{matter.case}")
    assert whole["joint"] and whole["parties"] == ["XA", "XB", "XC"] and not whole["agreed"]
    with_xc = next(row["id"] for row in whole["requests"] if row["requested"]["party"] == "XC")
    third = Matter(xa, xc, {"request": with_xc, "act": with_xc, "case": matter.case})
    xb.node.await_status(with_xc, "sent")
    matter.answering("accept", "--condition", "Not in court.", refused=NOT_NOW)
    matter.answering("consult", "--text", "Until when?")
    matter.asking("consult", "--text", "Until the end of the year.")
    matter.answering("accept", "--text", "We join.")
    question = draft(xb, "stored-data", "XC/contact-point")
    xb.type("request", "send", question, "--case", matter.case, refused=NOT_NOW)
    third.answering("accept", "--text", "So do we.")
    for state in (xa, xb, xc):
        state.node.await_that(
            lambda state=state: state.node.get(f"/api/v1/cases/{matter.case}")["agreed"],
            f"{state.party} knows that it is agreed")
    asked = opens(xb, xc, "stored-data", case=matter.case)
    xa.node.await_status(asked.id, "sent")
    assert xa.view(asked.id)["next_steps"] == []
    xa.type("request", "accept", asked.id, refused=NOT_YOURS)
    asked.answering("accept")
    asked.delivers(xc, size=199_936)  # of no other story: its conditions go with its bytes
    xa.node.await_status(asked.id, "retrieved")
    assert not xa.node.get(f"/api/v1/requests/{asked.id}/evidence")["items"]
    shares(xc, asked, xa)
    row = next(row for row in xb.node.get(f"/api/v1/cases/{matter.case}")["timeline"]
               if row["id"] == asked.id)
    assert {said["party"]: said["state"] for said in row["receipt"]["by_party"]} == {
        "XA": "delivered", "XC": "delivered"}
    other = draft(xa, "joint-investigation", "XB/contact-point")
    xa.type("request", "send", other, "--case", matter.case, refused="HD-6007")
    matter.answering("close")
    last = draft(xb, "stored-data", "XC/contact-point")
    xb.type("request", "send", last, "--case", matter.case, refused=NOT_NOW)


def shares(giver, asked, member):
    """48: of two items that wait, one goes to another member of the joint investigation as well."""
    items = []
    for size in (150_016, 150_272):
        image = giver.place / f"shared-{size}.bin"
        image.write_bytes(bytes(range(256)) * (size // 256))
        items.append(giver.type("evidence", "add", asked.id, image)["items"][0]["id"])
    deliver = ("evidence", "deliver", asked.id, "--item", items[0][:8])
    giver.type(*deliver, "--also", "XZ", refused="HD-2004")
    giver.type("evidence", "deliver", asked.id, "--item", "feed", refused="HD-5007")
    giver.type(*deliver, "--also", member.party)

    def confirmed():
        rows = [row for row in giver.view(asked.id)["items"] if row["id"] == items[0]]
        return rows and rows[0]["retrieved"] and rows[0]["audience"] == [
            {"party": member.party, "retrieved": True}]
    giver.node.await_that(confirmed, "both have confirmed the item")
    given = member.node.get(f"/api/v1/requests/{asked.id}/evidence")["items"]
    assert [(row["id"], row["state"]) for row in given] == [(items[0], "complete")]
    giver.type("evidence", "deliver", asked.id)
    asked.asks.node.await_that(lambda: len(asked.asks.view(asked.id)["items"]) == 3, "all arrived")
    assert len(member.node.get(f"/api/v1/requests/{asked.id}/evidence")["items"]) == 1


def streaming(xa, xb, xc):
    """44, 45, 46: stored data once; traffic and content in parts, while they are collected."""
    matter = opens(xa, xb, "stored-data")
    matter.answering("accept")
    matter.delivers(xb)
    matter.is_("retrieved")

    def unauthorised(body):
        del body["authorisation"]
    for measure in ("real-time-traffic", "content-interception"):
        refused_draft(xa, xb, measure, INCOMPLETE, unauthorised)
        matter = opens(xa, xb, measure)
        matter.answering("accept")
        matter.delivers(xb, "--more-follows")
        assert xa.view(matter.id)["waits_for"] == "XB"
        matter.delivers(xb)
        assert xa.view(matter.id)["waits_for"] is None
        assert len(xa.view(matter.id)["items"]) == 2


def other_bases(xa, xb, xc):
    """2ap 8(6), 40(6): the order is served, then the data are due; the treaty is named."""
    refused_draft(xa, xb, "stored-data", INCOMPLETE,
                  lambda body: body.update(legal_bases=["bilateral"]))
    under = ("--basis", "2ap")
    for category, days in (("subscriber-information", 20), ("traffic-data", 45)):
        matter = opens(xa, xb, "stored-data", *under, changed=lambda body, said=category: body[
            "contents"].update(data_category=said))
        matter.answering("accept")
        matter.answering("executed", "--what", "service", "--at", day(0), "--text", "By courier.")
        matter.is_("accepted")
        view = xa.view(matter.id)
        assert view["waits_for"] == "XB", view
        clocks = {row["rule"]: row for row in view["clocks"]}
        assert clocks["2ap-serve-provider"]["state"] == "ended", clocks
        (due,) = [row for row in view["clocks"] if row["state"] == "running"]
        started, ends = (datetime.datetime.fromisoformat(due[name].replace("Z", "+00:00"))
                         for name in ("started", "due"))
        assert (ends - started).days == days, due
        matter.delivers(xb)


def extradition(xa, xb, xc):
    """37: arrested and surrendered; or, a national, prosecuted at home."""
    arrest = opens(xa, xb, "provisional-arrest")
    arrest.answering("executed", "--what", "arrest", "--at", day(0), refused=NOT_NOW)
    arrest.answering("accept")
    arrest.answering("executed", "--what", "arrest", "--at", day(0), "--text", "At the border.")
    arrest.is_("executed")
    matter = opens(xa, xb, "extradition", "--relies-on", arrest.id)
    assert matter.case == arrest.case
    matter.answering("accept")
    matter.answering("executed", "--what", "surrender", "--at", day(0), refused=BAD_VALUE)
    for what, at in (("pizza", 0), ("arrest", 0), ("surrender", 1), ("surrender", -1)):
        matter.answering("executed", "--what", what, "--at", day(at), "--text", "At the bridge.",
                         refused=BAD_VALUE)
    matter.answering("executed", "--what", "surrender", "--at", day(0), "--text", "At the bridge.")
    national = opens(xa, xb, "extradition")
    ground = NATIONALITY
    national.answering("refuse", "--ground", ground, "--reasons", "Our own.", refused=NOT_NOW)
    national.answering("consult", "--text", "He is our national.")
    national.answering("refuse", "--ground", ground, "--reasons", "Our own.")
    duties = xa.view(national.id)["open_duties"]
    assert [duty["name"] for duty in duties] == ["extradite-or-prosecute"]
    national.answering("close", refused=NOT_NOW)
    for what in ("pizza", "surrender"):
        national.answering("executed", "--what", what, "--at", day(0), "--text", "Done.",
                           refused=NOT_NOW)
    assert len(xa.view(national.id)["open_duties"]) == 1
    national.answering("executed", "--what", "prosecution", "--at", day(0), "--text", "Case 9.")
    assert xa.view(national.id)["open_duties"] == []
    national.answering("close")


NATIONALITY = "NATIONAL"


def transfers(xa, xb, xc):
    """38, 39: of sentenced persons, and of proceedings."""
    for measure in ("sentenced-person-transfer", "proceedings-transfer"):
        matter = opens(xa, xb, measure)
        matter.answering("accept")
        matter.answering("executed", "--what", "transfer", "--at", day(0), "--text", "Done.")
        matter.is_("executed")


def assets(xa, xb, xc):
    """49-52: traced, frozen, heard before it is lifted; confiscated; returned; and information."""
    def told(matter, carried_out=None):
        steps = {step["kind"] for step in matter.answers.view(matter.id)["next_steps"]}
        if "accept" in steps:
            matter.answering("accept")
        steps = {step["kind"] for step in matter.answers.view(matter.id)["next_steps"]}
        if "executed" in steps:
            matter.answering("executed", "--what", carried_out, "--at", day(0), "--text", "Done.")
        else:
            matter.answering("answer", "--text", "Two accounts.")
    told(opens(xa, xb, "asset-tracing"))
    frozen = opens(xa, xb, "asset-freezing")
    frozen.answering("accept")
    frozen.answering("executed", "--what", "freezing", "--at", day(0), "--text", "One wallet.")
    frozen.answering("lift", refused=NOT_NOW)
    frozen.answering("announce-lifting", "--hear-until", day(-1), "--reasons", "Late.",
                     refused=BAD_VALUE)
    frozen.asking("represent", "--text", "Wait.", refused=NOT_NOW)
    frozen.answering("announce-lifting", "--hear-until", day(20), "--reasons", "No judgment came.")
    frozen.answering("lift", refused=NOT_NOW)
    frozen.asking("represent", "--text", "The appeal is decided in May.")
    frozen.answering("lift", "--text", "The reasons do not convince.")
    frozen.is_("lifted")
    for measure in ("asset-confiscation-own-order", "asset-confiscation-foreign-order"):
        told(opens(xa, xb, measure), "confiscation")
    told(opens(xa, xb, "asset-return"), "return")
    matter = opens(xa, xb, "asset-information", verb="inform")
    matter.asking("withdraw", "--text", "It was another account.")


def onward(xa, xb, xc):
    """36(3), 40(19): what was given goes further, or serves another purpose, only with consent."""
    given = opens(xa, xb, "stored-data")
    given.answering("accept")
    item = given.delivers(xb, "--condition", "confidential=Not in public.", size=FILE_SIZE)

    def nobody(body):
        del body["recipient_code"]

    refused_draft(xa, xb, "onward-transfer", INCOMPLETE, nobody)
    further = gives_further(xa, xc)
    for measure, words in ONWARD:
        about = ("--relies-on", given.id, "--item", item, *words)
        refused = opens(xa, xb, measure, *about)
        refused.answering("consult", "--text", "To whom?")
        refused.answering("refuse", "--ground", "ESSENTIAL_INTERESTS", "--reasons", "Not there.")
        package_is_refused(xa, given, measure)
        matter = opens(xa, xb, measure, *about)
        digests = xa.view(matter.id)["body"]["about_items"]
        assert digests == [given_digest(xa, given)], digests
        matter.answering("consent", "--item", "00" * 32, refused="HD-5007")
        matter.asking("consent", refused=NOT_YOURS)
        package_is_refused(xa, given, measure)
        matter.answering("consent", "--item", item, "--condition", "purpose=This trial only.")
        matter.is_("consented")
        assert xa.view(matter.id)["consent_conditions"][0]["code"] == "purpose"
        xa.type("package", "make", given.id, *PACKAGE[measure], "-o", xa.place / f"p-{measure}")
    arrives_bound(further, xc, xb)


FILE_SIZE = 301_056  # of no other story: a file is known by its bytes
ONWARD = (("other-purpose", ()), ("onward-transfer", ("--recipient", "XC")))
PACKAGE = {"other-purpose": ("--other-proceeding",), "onward-transfer": ("--for", "XC")}


def given_digest(state, matter):
    return state.view(matter.id)["items"][0]["sha256"]


def refusal_of(state, *words):
    """The whole problem, for the details that it names."""
    done = state.node.run(*words)
    problem = json.loads(done.stdout)["error"]
    assert problem["code"] == NOT_SO, problem
    return {row["item"] for row in problem["details"]}


def package_is_refused(state, given, measure):
    named = refusal_of(state, "package", "make", given.id, *PACKAGE[measure])
    assert named == {"confidential", measure}, named


def same_file(state):
    copy = state.place / f"another-name-{state.party}.bin"
    copy.write_bytes(bytes(range(256)) * (FILE_SIZE // 256))
    return copy


def gives_further(xa, xc):
    """The same file under another name to a third State: known by its digest, and refused."""
    asked = opens(xc, xa, "stored-data")
    asked.answering("accept")
    copy = same_file(xa)
    xa.type("evidence", "add", asked.id, copy)
    named = refusal_of(xa, "evidence", "deliver", asked.id)
    assert named == {"confidential", "onward-transfer"}, named
    return asked


def arrives_bound(matter, xc, xb):
    """With consent it goes on, and carries where it came from and what binds it."""
    done = matter.answers.type("evidence", "deliver", matter.id)
    matter.reach(xc, done["act"])
    row = xc.view(matter.id)["items"][0]
    assert row["origin"] == "XB", row
    assert {one["code"] for one in row["conditions"]} == {"confidential", "purpose"}, row
    xc.node.await_that(lambda: xc.view(matter.id)["items"][0]["retrieved"], "it was fetched")
    back = opens(xb, xc, "stored-data")
    back.answering("accept")
    xc.type("evidence", "add", back.id, same_file(xc))
    back.reach(xb, xc.type("evidence", "deliver", back.id)["act"])  # to whom it came from first


def exculpatory(xa, xb, xc):
    """40(5), 47: no evidence, unless it clears an accused; and then who gave it hears first."""
    told = opens(xb, xa, "police-information", verb="inform")
    told.delivers(xb)
    assert refusal_of(xa, "package", "make", told.id) == {"not-evidence"}
    assert refusal_of(xa, "package", "make", told.id, "--defence") == {"exculpatory"}
    told.answering("exculpatory", "--at", day(2), "--text", "To the defence.")
    xa.type("package", "make", told.id, "--defence", "-o", xa.place / "for-the-defence")
    assert refusal_of(xa, "package", "make", told.id) == {"not-evidence"}
    asked = opens(xa, xb, "mutual-legal-assistance", "--relies-on", told.id)
    assert refusal_of(xa, "package", "make", told.id) == {"not-evidence"}  # not accepted yet
    asked.answering("accept")
    xa.type("package", "make", told.id, "-o", xa.place / "asked-for-under-40")
    asked.asking("withdraw", "--text", "Not needed.")
    assert refusal_of(xa, "package", "make", told.id) == {"not-evidence"}
    told.asking("lift-restriction", "--code", "not-evidence", "--text", "A request came.")
    xa.type("package", "make", told.id, "-o", xa.place / "for-the-court")


def closed_hop(xa, xb, xc):
    """43(1), 36(3): where the answer was not to go on, the next State is not asked either."""
    kept = opens(xa, xb, "preservation")
    kept.answering("preserved", "--until", day(90))
    disclosed = opens(xa, xb, "partial-disclosure", "--relies-on", kept.id)
    disclosed.answering("answer", "--text", "It went on.", "--field", "provider=Example XC",
                        "--field", "provider_party=XC", "--condition",
                        "no-onward-transfer=Tell nobody else yet.")
    onward_to = ("request", "follow-on", disclosed.id, "--to", "XC/contact-point")
    assert refusal_of(xa, *onward_to) == {"no-onward-transfer", "onward-transfer"}
    asked = opens(xa, xb, "onward-transfer", "--relies-on", disclosed.id, "--recipient", "XC")
    asked.answering("consent", "--text", "Go on.")
    xc.node.await_status(xa.type(*onward_to)["request"], "sent")


ALL = (deconfliction, jurisdiction, assistance, refusal, oral_request, spontaneous_information,
       police_information, network, preservation, joint_investigation, streaming, other_bases,
       extradition, transfers, assets, onward, exculpatory, closed_hop)
