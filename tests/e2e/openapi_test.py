#!/usr/bin/python3
"""Two served nodes, walked through by their HTTP API alone: does every answer have the shape that
api/openapi.yaml promises? Usage: openapi_test.py HAIDANG-PROGRAM. Loopback only."""
import base64
import contextlib
import datetime
import hashlib
import hmac
import http.client
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import warnings
import zlib

sys.dont_write_bytecode = True  # nothing is left in the source tree
warnings.simplefilter("ignore", DeprecationWarning)
import nodes  # noqa: E402
from authenticator import Authenticator  # noqa: E402
from openapi_check import OpenApi  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "an officer's password"
REQUEST = "/api/v1/requests/"
# Asked by nodes of each other, which hold the transport keys; the retrieval below goes over them.
BETWEEN_NODES = {"answerPull", "fetchChunk", "fetchChunkDigests", "deliver", "downloadProfile",
                 "pull"}


def picture(side):
    """A PNG file of one grey."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\x7a" * side) * side)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) +
            chunk(b"IEND", b""))


class State:
    """One fictional State: a node, an officer who is signed in, and what was seen of its API."""

    def __init__(self, api, program, folder, party):
        self.api, self.program, self.folder, self.party = api, program, folder / party, party
        self.port, self.token, self.covered = nodes.free_port(), None, set()
        self.secret = folder / "secret"
        self.secret.write_text(PASSWORD)
        made = self.command("init", "--party", party, "--name", party, "--listen",
                            f"127.0.0.1:{self.port}", "--passphrase-file", self.secret)
        self.fingerprint = made["fingerprint"]
        self.process = subprocess.Popen(
            [program, "serve", "--data", self.folder, "--passphrase-file", self.secret],
            stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if '"ready"' in line:
                break
        self.connection = self.connect()

    def connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=nodes.tls_context(),
                                           timeout=120)

    def command(self, *arguments):
        words = [self.program, "--json", *arguments, "--data", self.folder]
        if arguments[0] in ("init", "login"):
            words += ["--password-file", self.secret]
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=120)
        return json.loads(done.stdout)

    def call(self, method, path, expected, body=None, replaces=None):
        """Sends, and checks both ways; returns what the answer's JSON says, or its bytes."""
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        if replaces is not None:
            headers["if-match"] = f'"{replaces}"'
        if body is not None:
            headers["content-type"] = "application/json"
            if expected < 400:
                self.api.check_request(method, path, body)
        text = None if body is None else json.dumps(body)
        self.connection.request(method, path, text, headers)
        answer = self.connection.getresponse()
        raw, media_type = answer.read(), answer.getheader("content-type")
        value = json.loads(raw) if raw and "json" in (media_type or "") else raw
        self.covered.add(self.api.check(method, path, answer.status, value,
                                        media_type if raw else None))
        assert answer.status == expected, f"{method} {path}: {answer.status} {value}"
        return value

    def piece(self, upload, offset, piece, expected=204, checksum=None):
        """One piece of a file, as a browser sends it (tus 1.0)."""
        path = "/api/v1/uploads/" + upload
        digest = checksum or base64.b64encode(hashlib.sha256(piece).digest()).decode()
        self.connection.request("PATCH", path, piece, {
            "authorization": f"Bearer {self.token}", "upload-offset": str(offset),
            "content-type": "application/offset+octet-stream",
            "upload-checksum": "sha256 " + digest})
        answer = self.connection.getresponse()
        raw, media_type = answer.read(), answer.getheader("content-type")
        value = json.loads(raw) if raw else raw
        self.covered.add(self.api.check("PATCH", path, answer.status, value,
                                        media_type if raw else None))
        assert answer.status == expected, f"PATCH {path}: {answer.status} {value}"
        return answer.getheader("upload-offset")

    def get(self, path, expected=200):
        return self.call("GET", path, expected)

    def post(self, path, body, expected=201):
        return self.call("POST", path, expected, body)

    def sign_in(self):
        self.get("/api/v1/status", 401)
        wrong = {"name": "officer", "password": "not the password"}
        self.post("/api/v1/session", wrong, 401)
        session = self.post("/api/v1/session", {"name": "officer", "password": PASSWORD}, 200)
        self.token = session["token"]
        assert "contact-point" in self.get("/api/v1/session")["roles"]
        self.command("login")  # the command line has a session of its own

    @contextlib.contextmanager
    def watching(self):
        """Events from here on; the returned function waits for one."""
        connection = self.connect()
        headers = {"authorization": "Bearer " + self.token}
        connection.request("GET", "/api/v1/events", headers=headers)
        stream = connection.getresponse()
        self.covered.add(self.api.check("GET", "/api/v1/events", stream.status, b"",
                                        stream.getheader("content-type")))

        def wait_for(name, **members):
            event = None
            for line in iter(stream.readline, b""):
                field, _, value = line.decode().rstrip("\n").partition(": ")
                event = value if field == "event" else event
                if field == "data" and event == name:
                    if members.items() <= json.loads(value).items():
                        return
            raise AssertionError(f"the stream ended without {name} {members}")

        wait_for("hello")
        yield wait_for
        connection.close()

    def read_everything(self):
        """Every shape that this node can show of what happened."""
        for path in ("status", "parties", "profile", "evidence", "uploads", "law", "overview",
                     "contacts", "contacts?measure=preservation"):
            self.get("/api/v1/" + path)
        for row in self.get("/api/v1/requests")["requests"]:
            self.get(REQUEST + row["id"][:12])
            self.get(REQUEST + row["id"] + "/evidence")
            self.get("/api/v1/cases/" + row["case"] + "/custody")
            owner = f"/api/v1/requests/{row['id']}/owner"
            assert "officer" in self.get(owner)["may_take"]
            assert self.post(owner, {"officer": "officer"}, 200)["owner"] == "officer"
            assert self.get("/api/v1/requests?show=mine")["total"] <= 1
            self.post(owner, {"officer": "nobody"}, 404)
            assert self.post(owner, {"officer": ""}, 200)["owner"] is None
            notes = "/api/v1/cases/" + row["case"] + "/notes"
            self.post(notes, {"text": "Ask the prosecutor on Monday."})
            assert self.get(notes)["notes"][-1]["text"].startswith("Ask")
            self.post(notes, {"text": " \n"}, 400)
            self.post(notes, {"text": "x" * 16385}, 413)
            for act in self.get("/api/v1/cases/" + row["case"])["timeline"]:
                self.get("/api/v1/acts/" + act["id"])
                letter = f"/api/v1/acts/{act['id']}/letter"
                assert self.get(letter + "?languages=fr,ar").startswith(b"%PDF-")
                ours = act["party"] == self.party
                self.get(f"/api/v1/acts/{act['id']}/receipt", 200 if ours else 404)
        assert self.get("/checkpoint").startswith(self.party.lower().encode())
        self.get("/tile/0/000.p/1")
        self.get("/tile/entries/000.p/1")
        self.get("/tile/9/9", 404)

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0


def body_of(measure, items, **more):
    contents = {name: "text" for name in items}
    return {"measure": measure, "legal_bases": ["uncc"], "offence": "UNCC-07",
            "contents": contents, **more}


PRESERVATION = body_of("preservation", ("offence_and_facts", "data_and_relationship", "necessity",
                                        "intention_to_request"))
STORED_DATA = ("subject_and_nature", "facts", "assistance_and_procedure", "purpose")


def trust_each_other(one, other):
    profile = base64.b64encode(other.get("/api/v1/profile")).decode()
    one.post("/api/v1/parties", {"profile": profile}, 409)
    trusted = {"profile": profile, "fingerprint": other.fingerprint}
    assert one.post("/api/v1/parties", trusted, 200)["outcome"] == "added"


def refuse_nonsense(state):
    missing = state.post(REQUEST + "check", body_of("preservation", ()), 422)
    assert missing["details"][0]["citation"]
    state.post("/api/v1/requests", {"to": "XB", "body": PRESERVATION}, 400)
    state.get(REQUEST + "ffffffff", 404)
    state.get("/api/v1/cases/zz", 400)
    unknown = "/api/v1/acts/" + 32 * "f" + "/letter"
    state.get(unknown, 404)
    for languages in ("xx", "fr,fr", "fr,,ar", ","):
        state.get(f"{unknown}?languages={languages}", 400)
    state.get("/exchange/v1/pull?wait=0", 403)
    state.call("POST", "/exchange/v1/deliveries", 403)


def preserve(asking, asked):
    asking.post(REQUEST + "check", PRESERVATION, 200)
    with asked.watching() as arrived, asking.watching() as answered:
        sent = asking.post("/api/v1/requests", {"to": "XB/contact-point", "body": PRESERVATION})
        arrived("act", act=sent["act"])
        acts = REQUEST + sent["request"] + "/acts"
        asked.post(acts, {"kind": "acknowledge", "body": {"text": "Read."}})
        asked.post(acts, {"kind": "supply", "body": {"text": "Not ours to say."}}, 409)
        until = {"until": "2100-01-01T00:00:00Z", "note": ""}
        done = asked.post(acts, {"kind": "preserved", "body": until})
        copy = asked.post(REQUEST + sent["request"] + "/custodian-copy", {})
        assert [item["name"] for item in copy["items"]] == ["data_and_relationship"]
        asking.post(REQUEST + sent["request"] + "/custodian-copy", {}, 409)
        answered("act", act=done["act"])
    return sent["request"]


def deliver(asking, asked, relies_on, folder):
    body = body_of("stored-data", STORED_DATA, relies_on=relies_on, **nodes.SAFEGUARDS)
    with asked.watching() as arrived, asking.watching() as answered:
        sent = asking.post("/api/v1/requests", {"body": body})
        arrived("act", act=sent["act"])
        request = REQUEST + sent["request"]
        asked.post(request + "/acts", {"kind": "accept", "body": {"text": "Accepted."}})
        asked.post(request + "/deliveries", {"note": ""}, 404)
        file = folder / "disk.img"
        file.write_bytes(bytes(9_000_000))
        added = asked.command("evidence", "add", sent["request"], file)["items"][0]
        asked.api.check("POST", request + "/evidence", 201, added, "application/json")
        asked.covered.add("addEvidence")
        upload(asked, request)
        asked.post(request + "/deliveries", {"note": "As asked."})
        answered("evidence", item=added["id"], state="complete")
        arrived("act", kind="retrieved")
    assert asking.post(f"/api/v1/cases/{sent['case']}/packages", {})["items"] == 2
    for body, status in (({"use": "sale"}, 400), ({"use": "onward"}, 400),
                         ({"recipient_code": "XC"}, 400),
                         ({"use": "onward", "recipient_code": "XC"}, 403)):
        asking.post(f"/api/v1/cases/{sent['case']}/packages", body, status)


def upload(asked, request):
    """A file in two pieces; what is wrong does not count, and what is given up leaves nothing."""
    whole = b"what a browser sends " * 1000
    named = {"name": "log.txt", "size": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}
    asked.call("OPTIONS", "/api/v1/uploads", 204)
    dropped = asked.post(request + "/uploads", named)["id"]
    asked.call("DELETE", "/api/v1/uploads/" + dropped, 204)
    asked.get("/api/v1/uploads/" + dropped, 404)
    begun = asked.post(request + "/uploads", named)["id"]
    asked.piece(begun, 0, whole[:9000])
    asked.piece(begun, 0, whole[:9000], 409)
    asked.piece(begun, 9000, whole[9000:], 460, "A" * 43 + "=")
    item = "/api/v1/uploads/" + begun + "/item"
    facts = {"acquired_at": "2027-01-14T09:00:00+07:00", "acquired_by": "B. Examiner",
             "acquisition_tool": "", "source": "a server", "note": ""}
    asked.post(item, facts, 409)
    assert asked.piece(begun, 9000, whole[9000:]) == str(len(whole))
    assert asked.get("/api/v1/uploads/" + begun)["offset"] == len(whole)
    assert asked.post(item, facts)["sha256"] == named["sha256"]
    asked.get("/api/v1/uploads/" + begun, 404)
    other = asked.post(request + "/uploads", {**named, "sha256": "0" * 64})["id"]
    asked.piece(other, 0, whole)
    asked.post("/api/v1/uploads/" + other + "/item", facts, 422)


def refuse(asking, asked):
    with asked.watching() as arrived:
        sent = asking.post("/api/v1/requests", {"to": "XB/contact-point", "body": PRESERVATION})
        arrived("act", act=sent["act"])
    acts = REQUEST + sent["request"] + "/acts"
    secret = {"grounds": ["BANK_SECRECY"], "reasons": "text"}
    asked.post(acts, {"kind": "refuse", "body": secret}, 422)
    prejudice = {"grounds": ["ESSENTIAL_INTERESTS"], "reasons": "text"}
    asked.post(acts, {"kind": "refuse", "body": prejudice})


def soon(days):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def totp_now(secret, now=None):
    """RFC 6238, as an authenticator app computes it."""
    step = int((now or time.time()) // 30).to_bytes(8, "big")
    mac = hmac.digest(base64.b32decode(secret), step, "sha1")
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at:at + 4], 'big') & 0x7fffffff) % 1_000_000:06}"


def sign_in_twice(state, linh):
    """One's own account: a second factor, what is asked for then, and taking it away again."""
    account, current = "/api/v1/account", {"current": PASSWORD}
    assert state.get(account)["totp"]["since"] is None
    state.post(account + "/totp", {"current": "another password"}, 401)
    state.post(account + "/recovery-codes", current, 404)
    secret = state.post(account + "/totp", current, 200)["secret"]
    state.post(account + "/totp/confirmation", {"code": "000000"}, 401)
    state.post(account + "/totp/confirmation", {"code": totp_now(secret)}, 200)
    state.post(account + "/totp", current, 409)
    credentials = {"name": "officer", "password": PASSWORD}
    state.post("/api/v1/session", credentials, 202)
    codes = state.post(account + "/recovery-codes", current, 200)["recovery_codes"]
    state.post("/api/v1/session", {**credentials, "code": codes[0]}, 200)
    others = [row["id"] for row in state.get(account)["sessions"] if not row["this_one"]]
    state.post(f"{account}/sessions/{others[0]}/end", {}, 200)
    state.post(f"{account}/sessions/{others[0]}/end", {}, 404)
    state.post(account + "/totp/removal", current, 200)
    state.post("/api/v1/sign-in-rules", {"second_factor": "sometimes"}, 400)
    assert state.post("/api/v1/sign-in-rules", {"second_factor": "optional"},
                      200) == state.get("/api/v1/sign-in-rules")
    use_a_passkey(state, current)
    state.post(linh + "/second-factor/reset", {}, 200)
    state.post(linh + "/sessions/end", {}, 200)
    state.post(account + "/sessions/end-others", {}, 200)
    state.command("login")  # the command line's own was one of the others


def use_a_passkey(state, current):
    asks, passkeys = "/api/v1/session/passkey", "/api/v1/account/passkeys"
    state.post(asks + "/challenge", {}, 409)
    origin = state.post("/api/v1/sign-in-rules", {"origin": "https://desk.example"}, 200)["origin"]
    key = Authenticator(state.folder, origin)
    offer = key.make(state.post(passkeys + "/challenge", current, 200), "blue key")
    row = state.post(passkeys, offer)["passkeys"][0]
    state.post(passkeys, offer, 400)
    state.post(asks, key.use(state.post(asks + "/challenge", {}, 200)), 200)
    state.post(asks, {}, 400)
    one = f"{passkeys}/{row['id']}"
    assert state.post(one + "/name", {"name": "red"}, 200)["passkeys"][0]["name"] == "red"
    state.post(one + "/name", {"name": ""}, 400)
    state.post(one + "/removal", current, 200)
    state.post(one + "/removal", current, 404)


def administer(state):
    """Officers and authorities, rightly; people_test asks what is refused to whom."""
    justice = {"id": "justice", "name": "Ministry", "roles": ["central-authority"],
               "languages": ["en"], "hours": "", "time_zone": "Etc/UTC", "phone": "", "email": "",
               "functions": [{"letter": "a", "how": "carry-out", "hours": "24/7",
                              "languages": ["en"]}]}
    state.post("/api/v1/authorities", justice, 200)
    posts = [{"authority": "justice", "roles": ["central-authority"]}]
    state.post("/api/v1/officers", {"name": "linh", "password": PASSWORD, "posts": posts})
    linh = "/api/v1/officers/linh"
    until, shift = "2100-01-01T00:00:00Z", "/api/v1/roster"
    given = state.post("/api/v1/delegations", {"officer": "linh", "deputy": "officer",
                                               "authority": "justice", "until": soon(300)})
    assert state.get("/api/v1/delegations")["delegations"] == [given]
    assert any("in_place_of" in post for post in state.get("/api/v1/session")["posts"])
    state.post("/api/v1/delegations", {"deputy": "linh", "authority": "justice",
                                       "until": until}, 400)
    state.post(f"/api/v1/delegations/{given['id']}/end", {}, 200)
    duty = {"authority": "justice", "officer": "linh", "from": soon(-1), "until": soon(7)}
    added = state.post(shift, duty)
    assert state.get(shift)["on_duty"][0]["officer"] == "linh"
    assert state.post(f"{shift}/{added['id']}/removal", {}, 200)["shifts"] == []
    told = state.get("/api/v1/notices")
    numbers = [row["id"] for row in told["notices"]]
    assert state.post("/api/v1/notices/seen", {"notices": numbers}, 200)["unseen"] == 0
    assert state.get("/api/v1/notices?limit=0")["notices"] == []
    chosen = state.get("/api/v1/notices/preferences")
    chosen.update(without=["reminder"], cases="own", digest="daily", daily_at="07:30",
                  quiet={"from": "22:00", "until": "07:00"}, time_zone="Asia/Ho_Chi_Minh")
    assert state.post("/api/v1/notices/preferences", chosen, 200) == chosen
    assert state.get("/api/v1/notices/preferences") == chosen
    state.post("/api/v1/notices/preferences", {**chosen, "without": ["emergency"]}, 400)
    told = state.get("/api/v1/notices/mail-address")
    assert (told["address"], told["confirmed"], told["code_sent_at"]) == ("", False, None), told
    state.post("/api/v1/notices/mail-address/code", {}, 409)  # no address was chosen
    state.post("/api/v1/notices/mail-address/confirmation", {"code": "1"}, 409)
    state.post("/api/v1/notices/preferences", {**chosen, "mail": True}, 400)
    look = {"authority": "contact-point", "name": "Bureau", "light": "#7a1f1f", "dark": "#ffb3a7"}
    state.post("/api/v1/looks", {**look, "light": "#ff0000"}, 400)
    assert state.get("/look") == {"look": None}
    emblem = base64.b64encode(picture(16)).decode()
    assert state.post("/api/v1/looks", {**look, "emblem": emblem}, 200)["emblem"] is True
    assert state.get("/look/emblem.png") == picture(16)
    assert b"--accent: #7a1f1f" in state.get("/look/style.css")
    state.post("/api/v1/looks/contact-point/removal", {}, 200)
    state.get("/look/emblem.png", 404)
    assert state.post("/api/v1/looks", look, 200) == {**look, "emblem": False}
    assert state.get("/look?of=justice")["look"]["name"] == "Bureau"
    assert state.get("/api/v1/looks")["looks"] == [{**look, "emblem": False}]
    assert state.post("/api/v1/looks/contact-point/removal", {}, 200)["looks"] == []
    relay = {"relay": "smtp://127.0.0.1:9", "plain": True, "from": "node@justice.example"}
    state.post("/api/v1/mail/trial", {"to": "an@justice.example"}, 409)  # no relay yet
    assert state.post("/api/v1/mail", relay, 200)["relay"] == relay["relay"]
    assert state.get("/api/v1/mail")["from"] == relay["from"]
    state.post("/api/v1/mail", {**relay, "relay": "smtp://mail.example:25"}, 400)
    state.post("/api/v1/mail/trial", {"to": "an@justice.example"}, 502)
    state.post("/api/v1/mail/removal", {}, 200)
    state.post("/api/v1/notices/seen", {"notices": [999_999]}, 404)
    state.post("/api/v1/notices/seen", {"notices": ["4"]}, 400)
    state.post(linh + "/posts", {"posts": []}, 200)
    state.post(linh + "/password", {"password": "another " + PASSWORD}, 200)
    state.post(linh + "/disable", {}, 200)
    state.post(linh + "/enable", {}, 200)
    state.post("/api/v1/officers/nobody/enable", {}, 404)
    state.post("/api/v1/officers", {"name": "linh", "password": PASSWORD, "posts": []}, 409)
    assert len(state.get("/api/v1/officers")["officers"]) == 2
    sign_in_twice(state, linh)
    said = {"id": "languages", "values": ["en", "fr"]}
    assert state.post("/api/v1/declarations", said, 200)["declarations"] == [said]
    state.post("/api/v1/declarations", {"id": "languages", "values": []}, 400)
    state.post("/api/v1/declarations", {"id": "weather", "values": []}, 400)
    assert state.get("/api/v1/declarations")["declarations"] == [said]
    state.post("/api/v1/declarations/languages/withdrawal", {}, 200)
    state.post("/api/v1/declarations/languages/withdrawal", {}, 404)
    state.post("/api/v1/authorities/justice/removal", {}, 200)
    state.post("/api/v1/authorities/contact-point/removal", {}, 409)
    assert len(state.get("/api/v1/authorities")["authorities"]) == 1


def keep(state, other):
    """What an administrator does about keys and Parties."""
    state.post("/api/v1/keys/rotation", {"passphrase": "not the passphrase"}, 401)
    assert not state.get("/api/v1/keys")["staged"]
    assert state.post("/api/v1/keys/rotation", {"passphrase": PASSWORD}, 200)["staged"]
    state.post("/api/v1/keys/rotation", {"passphrase": PASSWORD}, 409)
    state.post(f"/api/v1/parties/{other.party}/refresh", {}, 200)
    state.post(f"/api/v1/outbox/{other.party}/retry", {}, 200)
    state.post("/api/v1/outbox/ZZ/retry", {}, 404)
    assert state.get(f"/api/v1/parties/{other.party}")["open_requests"]
    removal = f"/api/v1/parties/{other.party}/removal"
    state.post(removal, {"confirm": "ZZ"}, 400)
    state.post(removal, {"confirm": other.party}, 409)
    state.post(removal, {"confirm": other.party, "open_cases": "give-up"}, 200)
    state.get(f"/api/v1/parties/{other.party}", 404)


def draft(asking):
    """One officer writes, another one says; here the other one only says no."""
    asking.post("/api/v1/four-eyes", {"rules": ["request:preservation"]}, 200)
    new = {"to": "XB/contact-point", "body": PRESERVATION}
    asking.post("/api/v1/requests", new, 403)
    made = asking.post("/api/v1/drafts", {"kind": "request", **new})
    assert asking.get("/api/v1/drafts")["drafts"][0]["id"] == made["id"]
    path = "/api/v1/drafts/" + made["id"]
    assert asking.get(path)["text"] == made["text"]
    asking.post(path + "/approval", {"sha256": made["sha256"]}, 403)
    asking.post(path + "/rejection", {"reason": "Not now."}, 200)
    asking.post("/api/v1/four-eyes", {"rules": []}, 200)
    assert asking.get("/api/v1/four-eyes")["rules"] == []


def read_the_journal(state):
    """What was done so far is found, a page at a time, and given as a table, on record."""
    entries = "/api/v1/journal/entries"
    first = state.get(entries + "?limit=2")
    assert len(first["entries"]) == 2 and "officer-added" in first["kinds"]
    then = state.get(f"{entries}?limit=2&before={first['next']}")["entries"]
    assert then[0]["index"] == first["entries"][1]["index"] - 1
    found = state.get(entries + "?kind=officer-added&words=LINH&from=2020-01-01T00:00:00Z")
    assert [row["event"]["about"] for row in found["entries"]] == ["linh"] and not found["next"]
    assert state.get(entries + "?until=2020-01-01T00:00:00Z")["entries"] == []
    for wrong in ("limit=0", "limit=501", "before=x", "from=yesterday", "words=" + "x" * 201):
        state.get(f"{entries}?{wrong}", 400 if "words" not in wrong else 413)
    table = state.get(entries + ".csv?kind=officer-added").decode().split("\r\n")
    assert table[0] == "index,at,kind,officer,about,event" and '"linh"' in table[1], table
    exports = state.get(entries + "?kind=journal-exported")["entries"]
    assert [row["event"]["entries"] for row in exports] == [len(table) - 2]
    at = state.post("/api/v1/backups", {})["backed_up_at"]
    assert state.get("/api/v1/status")["backed_up_at"] == at


def type_something(asking):
    """What is typed is kept by version; a save that knows another one changes nothing."""
    assert asking.get("/api/v1/autosaves")["autosaves"] == []
    path = "/api/v1/autosaves/new"
    asking.get(path, 404)
    assert asking.call("POST", path, 200, {"step": 1}, replaces=0)["version"] == 1
    assert asking.call("POST", path, 200, {"step": 2}, replaces=1)["version"] == 2
    asking.call("POST", path, 412, {"step": 9}, replaces=1)
    asking.call("POST", path, 400, {"step": 9})
    assert asking.get(path)["content"] == {"step": 2}
    kept = asking.get("/api/v1/autosaves")
    assert kept["autosaves"][0]["version"] == 2
    asking.call("DELETE", path, 204)
    asking.call("DELETE", path, 404)


def walk(aurelia, borealia, folder):
    for state in (aurelia, borealia):
        state.sign_in()
    administer(aurelia)
    trust_each_other(aurelia, borealia)
    trust_each_other(borealia, aurelia)
    refuse_nonsense(aurelia)
    type_something(aurelia)
    read_the_journal(aurelia)
    preservation = preserve(aurelia, borealia)
    deliver(aurelia, borealia, preservation, folder)
    refuse(aurelia, borealia)
    draft(aurelia)
    for state in (aurelia, borealia):
        state.post("/api/v1/rebuild", {}, 200)
        state.read_everything()
    keep(borealia, aurelia)
    for state in (aurelia, borealia):
        state.call("DELETE", "/api/v1/session", 204)
        state.get("/api/v1/session", 401)


def main(arguments):
    api = OpenApi.load(ROOT / "api" / "openapi.yaml")
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as cleanup:
        folder = pathlib.Path(place)
        states = []
        for party in ("XA", "XB"):
            states.append(State(api, arguments[1], folder, party))
            cleanup.callback(states[-1].process.kill)
        walk(*states, folder)
        for state in states:
            state.stop()
    covered = states[0].covered | states[1].covered | BETWEEN_NODES
    left = sorted({operation.name for operation in api.operations} - covered)
    assert not left, f"never asked: {left}"
    print(f"{len(covered)} operations, every answer as described")


if __name__ == "__main__":
    main(sys.argv)
