#!/usr/bin/python3
"""What a node must not take, each kind once, against running nodes: which status and which stable
code it answers, that it says so in its log where it should, and that nothing has changed by it.

XA's own keys are used by a program that does not keep the rules (forge.cpp), so that what arrives
at XB comes over a connection of a pinned Party and is wrong in one respect only.

Usage: bad_input_test.py HAIDANG-PROGRAM FORGE-PROGRAM"""
import base64
import datetime
import hashlib
import json
import os
import pathlib
import secrets
import subprocess
import sys

sys.dont_write_bytecode = True
import nodes  # noqa: E402

MIB = 1 << 20
DELIVERIES = "/exchange/v1/deliveries"


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def time_text(days=0):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


class Forge:
    """A node's keys, in the hands of whoever writes `text`."""

    def __init__(self, program, node, place):
        self.node, self.place = node, place
        self.process = subprocess.Popen(
            [program, node.data, node.secret], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        self.pem = place / f"{node.party}.pem"
        self.obey("export", self.pem)

    def obey(self, *words):
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        assert said == "ok", f"{words}: {said}"

    def through_files(self, verb, text, *before):
        source, sink = self.place / "forge.in", self.place / "forge.out"
        source.write_bytes(text)
        self.obey(verb, *before, source, sink)
        return sink.read_bytes()

    def sign(self, text):
        return self.through_files("sign", text if isinstance(text, bytes) else canonical(text))

    def seal(self, text, to):
        profile = self.place / f"{to.party}.profile"
        profile.write_bytes((to.data / "profile.p7m").read_bytes())
        return self.through_files("seal", text, profile)

    def expired_profile(self):
        out = self.place / "expired"
        self.obey("expired", out)
        return out.read_bytes()

    def close(self):
        self.process.stdin.close()
        self.process.wait(nodes.PATIENCE)


def address(party):
    return {"party": party, "authority": "contact-point"}


def act(**changed):
    text = {"haidang_act": 1, "id": secrets.token_hex(16), "case": secrets.token_hex(16),
            "author": address("XA"), "officer": "officer", "to": address("XB"), "seq": 1, "seen": 0,
            "issued_at": time_text(), "kind": "request",
            "body": {**nodes.request_body(), "confidential": False, "emergency": False}}
    text["body"]["contents"]["authority"] = "XA/contact-point"
    return {**text, **changed}


def request_act(**body):
    made = act()
    made["body"].update(body)
    return made


def delivery(*acts, party="XA", **changed):
    return canonical({"haidang_delivery": 1, "from": address(party), "to": address("XB"),
                      "acts": [base64.b64encode(each).decode() for each in acts], **changed})


class Table:
    """Runs a row, and holds it to what it expects."""

    def __init__(self, xa, xb):
        self.xa, self.xb = xa, xb
        self.readers = {node: node.client() for node in (xa, xb)}
        self.rows, self.failed = 0, []

    def everything(self, node):
        return [self.readers[node].ask("GET", "/api/v1/" + what).json
                for what in ("requests", "parties")]

    def row(self, name, expected, ask, logged=None, node=None):
        """`ask` returns (status, code); `logged` names the event of the log that must tell it."""
        node = node or self.xb
        self.rows += 1
        before, mark = self.everything(node), len(node.log)
        got = ask()
        problems = []
        if got != expected:
            problems.append(f"expected {expected}, got {got}")
        if self.everything(node) != before:
            problems.append("the node's requests or parties are not what they were")
        if logged and not node.await_log(mark, f'"event":"{logged}"', expected[1]):
            problems.append(f"the log does not tell it: {node.log[mark:]}")
        print(f"{'ok  ' if not problems else 'FAIL'} {name}: {' '.join(map(str, got))}")
        self.failed += [f"{name}: {problem}" for problem in problems]


def outcome(answer):
    """Status and stable code, also where they are said of the only act of a delivery."""
    if answer.status != 200:
        return answer.status, answer.code
    body = answer.json
    if body["try_again"]:
        return "again", body["try_again"][0]["code"]
    event = body["receipts"][0]["event"]
    return event["kind"], event.get("code")


class Attack:
    """XA's side of the exchange."""

    def __init__(self, forge, xb):
        self.forge, self.xb = forge, xb
        self.peer = nodes.Https(xb.port, forge.pem)

    def post(self, sealed):
        return self.peer.ask("POST", DELIVERIES, sealed)

    def deliver(self, *signed, **changed):
        return self.post(self.forge.seal(delivery(*signed, **changed), self.xb))

    def send(self, text, **changed):
        return self.deliver(self.forge.sign(text), **changed)


def sealed_rows(table, attack, xa):
    """What never becomes a delivery: the answer is a problem, the journal keeps that it came."""
    row, forge = table.row, attack.forge
    good = forge.seal(delivery(forge.sign(act())), attack.xb)

    def sends(sealed):
        return lambda: outcome(attack.post(sealed))

    row("a body over the limit of every route", (413, "HD-1002"), sends(bytes(9 * MIB)))
    row("a delivery over 5 MiB", (413, "HD-1002"), sends(bytes(6 * MIB)), "delivery-refused")
    row("garbage", (400, "HD-1001"), sends(os.urandom(3000)), "delivery-refused")
    row("nothing", (400, "HD-1001"), sends(b""), "delivery-refused")
    row("half of a delivery", (400, "HD-1001"), sends(good[:len(good) // 2]), "delivery-refused")
    altered = bytearray(good)
    altered[-40] ^= 1
    row("one bit is wrong", (422, "HD-2009"), sends(bytes(altered)), "delivery-refused")
    row("sealed to somebody else", (422, "HD-2009"),
        sends(forge.seal(delivery(forge.sign(act())), xa)), "delivery-refused")

    def plain(text):
        return lambda: outcome(attack.post(forge.seal(text, attack.xb)))

    deep = b'{"acts":' + b"[" * 5000 + b"]" * 5000 + b"}"
    row("JSON deeper than any delivery", (400, "HD-1003"), plain(deep), "delivery-refused")
    row("not JSON", (400, "HD-1001"), plain(b"\xff{"), "delivery-refused")
    row("a member twice", (400, "HD-1004"), plain(b'{"acts":[],"acts":[]}'), "delivery-refused")
    row("a delivery without acts", (400, "HD-1006"), plain(delivery()), "delivery-refused")
    row("a delivery of a later version", (400, "HD-1011"), plain(delivery(haidang_delivery=2)),
        "delivery-refused")
    row("an act over 256 KiB", (413, "HD-1002"), plain(delivery(bytes(300 * 1024))),
        "delivery-refused")
    row("in the name of another Party", (422, "HD-2003"),
        plain(delivery(forge.sign(act()), party="XC")), "delivery-refused")
    row("to an authority that is not here", (422, "HD-2004"),
        plain(delivery(forge.sign(act()), to={"party": "XB", "authority": "nobody"})),
        "delivery-refused")


def act_rows(table, attack, stranger):
    """What is wrong with one act: it is not taken, or refused with a receipt that says so."""
    row, forge = table.row, attack.forge

    def sends(text, **changed):
        return lambda: outcome(attack.send(text, **changed))

    nested = {}
    for _ in range(40):
        nested = {"a": nested}
    row("an act deeper than any", ("again", "HD-1003"), sends(act(body=nested)))
    row("an act with a member that acts do not have", ("again", "HD-1007"), sends(act(extra=1)))
    row("an act that is not in its canonical form", ("again", "HD-1001"),
        sends(canonical(act()) + b" "))
    signed = bytearray(forge.sign(act()))
    at = signed.index(b"Stated: necessity")
    signed[at:at + 6] = b"Denied"
    row("a text that was not signed", ("again", "HD-2001"),
        lambda: outcome(attack.deliver(bytes(signed))))
    row("signed by a key of nobody known", ("again", "HD-2002"),
        lambda: outcome(attack.deliver(stranger.sign(act()))))
    refused = "act-refused"
    row("an act of another Party", ("non-delivery", "HD-2003"), sends(act(author=address("XC"))),
        refused)
    row("an act of ourselves", ("non-delivery", "HD-2003"), sends(act(author=address("XB"))),
        refused)
    row("an act to somebody else", ("non-delivery", "HD-2004"), sends(act(to=address("XC"))),
        refused)
    row("issued next week", ("again", "HD-1010"), sends(act(issued_at=time_text(7))))
    row("a measure that the Convention does not have", ("non-delivery", "HD-3001"),
        sends(request_act(measure="mind-reading")), refused)
    incomplete = request_act()
    del incomplete["body"]["contents"]["necessity"]
    row("a request that lacks what art. 42(3) requires", ("non-delivery", "HD-3002"),
        sends(incomplete), refused)
    row("about a case that is not here", ("non-delivery", "HD-4001"),
        sends(act(kind="notify", request=secrets.token_hex(16),
                  body={"text": "", "conditions": []})), refused)
    row("later acts before the first", ("again", "HD-5002"),
        sends(act(seq=4, prev="00" * 32, kind="notify", request=secrets.token_hex(16),
                  body={"text": ""})))
    row("a request that puts restrictions on what it asks for", ("non-delivery", "HD-1006"),
        sends(request_act(restrictions=[{"code": "not-evidence", "text": ""}])), refused)
    row("a selector that is not sealed", ("non-delivery", "HD-1007"),
        sends(request_act(selectors=[{"kind": "email", "salt": "00" * 16, "digest": "00" * 32,
                                      "selector": "a@example.org"}])), refused)
    unmarked = request_act(measure="police-information",
                           contents={"authority": "XA", "information": "Stated."})
    row("police information that is not marked as no evidence, art. 47",
        ("non-delivery", "HD-3002"), sends({**unmarked, "kind": "inform"}), refused)
    row("half of an authorisation", ("non-delivery", "HD-1005"),
        sends(request_act(authorisation={"body": "Court"})), refused)
    row("relies on a request that is not in the case", ("non-delivery", "HD-4006"),
        sends(request_act(relies_on=secrets.token_hex(16))), refused)


def refusal_rows(table, attack, xa):
    """XA is asked, and refuses in ways that the Convention does not allow."""
    xb = attack.xb
    sent = xb.post("/api/v1/requests", nodes.new_request(to="XA/contact-point"))
    xa.await_status(sent["request"], "sent")
    answer = {"case": sent["case"], "request": sent["request"], "seen": 1}

    def refuses(ground, reasons="Stated."):
        text = act(kind="refuse", body={"grounds": [ground], "reasons": reasons}, **answer)
        return lambda: outcome(attack.send(text))

    table.row("refused for bank secrecy, art. 40(23)", ("non-delivery", "HD-3007"),
              refuses("BANK_SECRECY"), "act-refused")
    table.row("refused on a ground that does not exist", ("non-delivery", "HD-3003"),
              refuses("INCONVENIENCE"), "act-refused")
    table.row("refused on a ground that is not one for this measure", ("non-delivery", "HD-3003"),
              refuses("EXTRADITION_LAW"), "act-refused")
    table.row("refused without reasons", ("non-delivery", "HD-3004"),
              refuses("ESSENTIAL_INTERESTS", ""), "act-refused")
    table.row("a step of the other side", ("non-delivery", "HD-4004"),
              lambda: outcome(attack.send(act(kind="extend", body={
                  "until": "2100-01-01T00:00:00Z", "reasons": "Stated."}, **answer))),
              "act-refused")
    unheard = xb.post("/api/v1/requests",
                      nodes.new_request(to="XA/contact-point", measure="stored-data"))
    xa.await_status(unheard["request"], "sent")
    about = {"case": unheard["case"], "request": unheard["request"], "seen": 1}
    table.row("refused without consulting first, art. 40(28)", ("non-delivery", "HD-4003"),
              lambda: outcome(attack.send(act(kind="refuse", body={
                  "grounds": ["LEGAL_SYSTEM"], "reasons": "Stated."}, **about))), "act-refused")
    table.row("a caution about something else, art. 42(7)", ("non-delivery", "HD-1006"),
              lambda: outcome(attack.send(act(kind="caution", body={
                  "text": "Stated.", "about": "weather"}, **about))), "act-refused")
    # The same faults by XA's own officer are stopped before anything is signed.
    for ground, code in (("BANK_SECRECY", "HD-3007"), ("EXTRADITION_LAW", "HD-3003")):
        def own(ground=ground):
            problem = xa.act(sent["request"], "refuse", 422, grounds=[ground], reasons="Stated.")
            return 422, problem["code"]
        table.row(f"our own officer refuses with {ground}", (422, code), own, node=xa)


def chain_rows(table, attack):
    """Acts that would change what was said before."""
    first = act()
    signed = attack.forge.sign(first)
    taken = attack.deliver(signed)
    assert outcome(taken) == ("delivery", None), taken.raw
    receipt = taken.json["receipts"][0]

    def repeated():
        again = attack.deliver(signed).json["receipts"][0]
        same = all(again[part] == receipt[part] for part in ("event", "salt", "index"))
        return "the same receipt" if same else "another receipt", None

    table.row("the same delivery again", ("the same receipt", None), repeated)
    refused = "act-refused"
    other = {**first, "officer": "somebody else"}
    table.row("the same id with other bytes", ("non-delivery", "HD-5001"),
              lambda: outcome(attack.send(other)), refused)
    follows = {"case": first["case"], "request": first["id"], "kind": "notify",
               "body": {"text": "", "conditions": []}}
    table.row("a second beginning of the chain", ("non-delivery", "HD-4005"),
              lambda: outcome(attack.send(act(**follows))), refused)
    table.row("a chain that names another act", ("non-delivery", "HD-4005"),
              lambda: outcome(attack.send(act(**follows, seq=2, prev="11" * 32))), refused)
    head = hashlib.sha256(signed).hexdigest()
    table.row("a step in words that has none", ("non-delivery", "HD-1006"),
              lambda: outcome(attack.send(act(**follows, seq=2, prev=head))), refused)
    table.row("it has seen what was not said", ("non-delivery", "HD-4005"),
              lambda: outcome(attack.send(act(**{**follows, "seen": 9}, seq=2, prev=head))),
              refused)
    table.row("an act is left out", ("again", "HD-5002"),
              lambda: outcome(attack.send(act(**follows, seq=3, prev=head))))


def evidence_rows(table, attack, place):
    """Who may fetch what."""
    xa, xb = table.xa, attack.xb
    sent = xa.post("/api/v1/requests", nodes.new_request(measure="stored-data"))
    request = sent["request"]
    xb.await_status(request, "sent")
    xb.act(request, "accept", text="Accepted.")
    image = place / "image"
    image.write_bytes(os.urandom(MIB))
    delivered = xb.command("evidence", "add", request, image)["items"][0]["id"]
    xb.command("evidence", "deliver", request)
    xa.await_status(request, "retrieved")
    xb.await_status(request, "retrieved")
    held = xb.command("evidence", "add", request, image)["items"][0]["id"]

    def fetch(path):
        def ask():
            answer = attack.peer.ask("GET", "/exchange/v1/items/" + path)
            return answer.status, answer.code
        return ask

    row = table.row
    row("a chunk that is there", (200, None), fetch(f"{delivered}/chunks/0"))
    row("a chunk after the last", (404, "HD-6006"), fetch(f"{delivered}/chunks/1"))
    row("a chunk of a number too large", (400, "HD-1006"), fetch(f"{delivered}/chunks/{1 << 70}"))
    row("a chunk before the first", (400, "HD-1006"), fetch(f"{delivered}/chunks/-1"))
    row("an item that was not delivered", (403, "HD-5008"), fetch(f"{held}/chunks/0"))
    row("its list of digests", (403, "HD-5008"), fetch(f"{held}/digests"))
    # The same as for one that is there: a Party learns nothing of items that are not for it.
    row("an item that does not exist", (403, "HD-5008"), fetch(f"{secrets.token_hex(16)}/chunks/0"))
    row("an item whose name leaves the folder", (400, "HD-1001"),
        fetch("..%2F..%2Fkeys.json/chunks/0"))
    shown = xb.get(f"/api/v1/requests/{request}/evidence")["items"][0]
    for member in ("request", "case", "holder", "state", "delivered_by"):
        shown.pop(member, None)
    key = base64.b64encode(bytes(32)).decode()
    for name in ("../../etc/passwd", "/etc/passwd", "a\\b", "nul", "a\u0000b"):
        item = {**shown, "id": secrets.token_hex(16), "name": name}

        def register(item=item):
            answer = xb.once("POST", f"/api/v1/requests/{request}/evidence",
                             {"item": item, "key": key})
            return answer.status, answer.code
        row(f"evidence is named {name!r}", (400, "HD-1008"), register)


def party_rows(table, attack, stranger, xc):
    """Certificates and profiles of those who are not pinned, or not any more."""
    xb = attack.xb

    def knocks(certificate):
        def ask():
            answer = nodes.Https(xb.port, certificate).ask("POST", DELIVERIES, b"x")
            return answer.status, answer.code
        return ask

    row = table.row
    row("a certificate of nobody pinned", (403, "HD-2007"), knocks(stranger.pem))
    row("no certificate", (403, "HD-2007"), knocks(None))

    def brings(profile, **more):
        def ask():
            body = {"profile": base64.b64encode(profile).decode(), **more}
            answer = xb.once("POST", "/api/v1/parties", body)
            return answer.status, answer.code
        return ask

    unknown = (xc.data / "profile.p7m").read_bytes()
    row("a profile whose fingerprint nobody heard", (409, "HD-2008"), brings(unknown))
    row("a profile with another fingerprint", (409, "HD-2008"),
        brings(unknown, fingerprint=xb.fingerprint))
    row("a profile of garbage", (400, "HD-1001"), brings(os.urandom(900)))
    row("a profile whose keys have expired", (422, "HD-2005"),
        brings(attack.forge.expired_profile()))
    impostor = nodes.Node(xb.program, table.place / "impostor", "XA")
    row("a pinned Party with another root", (409, "HD-2006"),
        brings((impostor.data / "profile.p7m").read_bytes(), fingerprint=impostor.fingerprint))


def api_rows(table, xb):
    """Officers, and those who are not."""
    anyone, officer, row = nodes.Https(xb.port), xb.client(), table.row

    def asks(client, method, path, body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def ask():
            answer = client.ask(method, path, body, named)
            return answer.status, answer.code
        return ask

    as_json = {"content_type": "application/json"}
    for name, text, expected in (
            ("JSON that breaks off", b'{"to":', (400, "HD-1001")),
            ("no JSON at all", b"\x00\x01", (400, "HD-1001")),
            ("JSON that is nested without end", b'{"a":' * 50000, (400, "HD-1003")),
            ("a member twice", b'{"to":"a","to":"b"}', (400, "HD-1004")),
            ("a member that is not known", b'{"body":{},"now":1}', (400, "HD-1007")),
            ("a body that is missing", b"{}", (400, "HD-1005"))):
        row(f"the API is sent {name}", expected, asks(officer, "POST", "/api/v1/requests", text,
                                                      **as_json))
    seen = set()
    for path in ("requests", "status", "parties", "profile", "events", "no/such/thing",
                 "requests/" + "0" * 32, "cases/" + "0" * 32, "acts/zz"):
        row(f"nobody reads {path}", (401, "HD-7001"), asks(anyone, "GET", "/api/v1/" + path))
        seen.add(anyone.ask("GET", "/api/v1/" + path).raw)
    row("what nobody is told tells nothing apart", (1, None), lambda: (len(seen), None))
    row("nobody writes", (401, "HD-7001"),
        asks(anyone, "POST", "/api/v1/requests", nodes.new_request()))
    row("a token that was made up", (401, "HD-7001"),
        asks(anyone, "GET", "/api/v1/requests", authorization="Bearer " + "A" * 43))
    cookie = signed_in_cookie(anyone)
    csrf = anyone.ask("GET", "/api/v1/session", None, {"cookie": cookie}).json["csrf"]
    post = ("POST", "/api/v1/requests/check", {})
    row("a page of another site writes", (403, "HD-7005"), asks(anyone, *post, cookie=cookie))
    row("with a token that was guessed", (403, "HD-7005"),
        asks(anyone, *post, cookie=cookie, x_csrf_token="A" * 43))
    row("from another site, with the token", (403, "HD-7005"),
        asks(anyone, *post, cookie=cookie, x_csrf_token=csrf, sec_fetch_site="cross-site"))
    row("the page itself is heard", (400, "HD-1005"),
        asks(anyone, *post, cookie=cookie, x_csrf_token=csrf))
    guess = ("POST", "/api/v1/session", {"name": "nobody", "password": "a guess of a password"})
    for count in range(5):
        row(f"guess {count + 1} of a password", (401, "HD-7002"), asks(anyone, *guess))
    row("a guess too many", (429, "HD-7003"), asks(anyone, *guess))


def signed_in_cookie(anyone):
    answer = anyone.ask("POST", "/api/v1/session",
                        {"name": "officer", "password": nodes.PASSWORD})
    assert answer.status == 200, answer.raw
    return answer.headers["set-cookie"].split(";")[0]


def start_rows(table, xb, place):
    """A node that must not start."""
    wrong = place / "wrong"
    wrong.write_text("not the passphrase")
    for name, words, expected in (
            ("a wrong passphrase", ("serve", "--passphrase-file", wrong), (4, "HD-2010")),
            ("a data directory that is in use", ("serve", "--passphrase-file", xb.secret),
             (6, "HD-6008")),
            ("a node where there is one", ("init", "--party", "XB", "--passphrase-file", xb.secret,
                                           "--password-file", xb.password), (6, "HD-6007"))):
        def start(words=words):
            done = xb.run(*words)
            said = done.stdout + done.stderr
            return done.returncode, expected[1] if expected[1] in said else said[-300:]
        table.row(name, expected, start)


FULL_DISK = """
mount -t tmpfs -o size=48m none "$0" && exec "$@"
"""


def full_disk(program, place):
    """A node on a small disk: refuses when it is full, and goes on when there is room again."""
    small = place / "small"
    small.mkdir()
    probe = subprocess.run(["unshare", "-m", "sh", "-c", FULL_DISK, small, "true"],
                           capture_output=True)
    if probe.returncode != 0:
        print("skip a full disk: this user may not mount a small one")
        return True
    told = subprocess.run(["unshare", "-m", "sh", "-c", FULL_DISK, small, sys.executable,
                           __file__, "--on-small-disk", program, small])
    return told.returncode == 0


def on_small_disk(program, small):
    small.chmod(0o700)
    node = nodes.Node(program, small, "XB")
    other = nodes.Node(program, small, "XA")
    node.start().sign_in()
    other.start().sign_in()
    try:
        node.trust(other)
        ballast = small / "ballast"
        client = node.client()
        ask = ("POST", "/api/v1/requests", nodes.new_request(to="XA/contact-point"))
        assert client.ask(*ask).status == 201
        other.kill()
        with ballast.open("wb", buffering=0) as out:
            try:
                while out.write(bytes(4096)):
                    pass
            except OSError:
                pass
        answer, taken = client.ask(*ask), 1
        while answer.status == 201 and taken < 5000:  # what the files had in reserve
            answer, taken = client.ask(*ask), taken + 1
        print(f"ok   a full disk: {answer.status} {answer.code} after {taken} more requests")
        assert (answer.status, answer.code) == (507, "HD-6001"), answer.raw
        before = len(node.requests())
        assert before == taken, f"{taken} were taken and {before} are there"
        ballast.unlink()
        assert client.ask(*ask).status == 201, "there is room again and the node does not go on"
        assert len(node.requests()) == before + 1
        node.command("journal", "verify")
    finally:
        node.kill()
        other.kill()


def play(program, forge_program):
    with nodes.two_states(program) as (xa, xb, place):
        table = Table(xa, xb)
        table.place = place
        (place / "impostor").mkdir()
        xc = nodes.Node(program, place, "XC")
        forge, stranger = (Forge(forge_program, node, place) for node in (xa, xc))
        attack = Attack(forge, xb)
        sealed_rows(table, attack, xa)
        act_rows(table, attack, stranger)
        refusal_rows(table, attack, xa)
        chain_rows(table, attack)
        evidence_rows(table, attack, place)
        party_rows(table, attack, stranger, xc)
        start_rows(table, xb, place)
        api_rows(table, xb)
        for node in (xa, xb):
            node.command("journal", "verify")
        for each in (forge, stranger):
            each.close()
        if not full_disk(program, place):
            table.failed.append("a full disk")
    print(f"{table.rows} rows, {len(table.failed)} failed")
    for failure in table.failed:
        print("  " + failure)
    return 1 if table.failed else 0


if __name__ == "__main__":
    if sys.argv[1] == "--on-small-disk":
        on_small_disk(sys.argv[2], pathlib.Path(sys.argv[3]))
        sys.exit(0)
    sys.exit(play(*sys.argv[1:3]))
