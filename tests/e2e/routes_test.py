#!/usr/bin/python3
"""Is what the server routes what api/openapi.yaml describes, and the other way round? And does
every operation, asked wrongly or by somebody who may not, answer with the problem that is
described? The exchange between nodes is asked as a pinned Party asks it. (openapi_test.py asks
rightly.)

Usage: routes_test.py HAIDANG-PROGRAM FORGE-PROGRAM"""
import gzip
import pathlib
import re
import sys
import urllib.parse
import warnings

sys.dont_write_bytecode = True
warnings.simplefilter("ignore", DeprecationWarning)
import bad_input_test as bad  # noqa: E402
import nodes  # noqa: E402
from openapi_check import OpenApi  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
HTTP = ROOT / "src" / "http"
ROUTE = re.compile(r'(?:officer|peer_route|open_route|look_route)\((?:node, |desk, )?'
                   r'(?:(?:Method::)?(get|post|patch|del|options), )?"(/[^"]*)"')
SESSION = re.compile(r'\{Method::(\w+), pattern(?: \+ "([^"]*)")?,')


def template(path):
    """Parameters have names of their own on each side."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def routed():
    text = (HTTP / "service.cpp").read_text()
    names = {"": "get", "get": "get", "post": "post", "patch": "patch",
             "del": "delete", "options": "options"}
    routes = {(names[method], template(path)) for method, path in ROUTE.findall(text)}
    routes |= {(names[method], "/api/v1/session" + more) for method, more in SESSION.findall(text)}
    assert len(routes) > 20, "the routes could not be read from service.cpp"
    return routes


def check_described(api):
    described = {(row.method, template(row.template)) for row in api.operations}
    apart = routed() ^ described
    assert not apart, f"routed or described, not both: {sorted(apart)}"
    return len(described)


class Asking:
    def __init__(self, api):
        self.api, self.count = api, 0

    def ask(self, client, method, path, body=None, expected=range(400, 500)):
        answer = client.ask(method, path, body)
        media_type = answer.headers.get("content-type")
        value = answer.json if "json" in (media_type or "") else answer.raw
        self.api.check(method, path, answer.status, value, media_type if answer.raw else None)
        assert answer.status in expected, f"{method} {path}: {answer.status} {answer.raw[:300]}"
        self.count += 1
        return answer


def ask_wrongly(asking, xb, party):
    anyone, officer = nodes.Https(xb.port), xb.client()
    for row in asking.api.operations:
        method = row.method.upper()
        path = re.sub(r"\{[^}]*\}", "0" * 32, row.template)
        exchange = path.startswith("/exchange/")
        if path.startswith(("/api/", "/exchange/")):
            body = b"{" if method == "POST" else None
            # Whoever signs in is nobody yet; passkeys are not offered by this node (409).
            anybody = row.definition.get("security") == []
            expected = (400, 409) if anybody else (403,) if exchange else (401,)
            asking.ask(anyone, method, path, body, expected)
        if row.definition.get("requestBody", {}).get("required"):
            asking.ask(party if exchange else officer, method, path, b"\xff{", range(400, 500))
        elif "{" in row.template:
            asking.ask(party if exchange else officer, method, path, None, range(400, 500))


def view_and_search(asking, officer, xa, rows):
    """Views and words are asked of all rows, in the reader's language, whatever the page."""
    def found(**query):
        target = "/api/v1/requests?" + urllib.parse.urlencode(query)
        page = asking.ask(officer, "GET", target, None, (200,)).json
        assert page["total"] >= len(page["requests"])
        return {row["id"] for row in page["requests"]}

    everything, first = {row["id"] for row in rows}, rows[0]["id"]
    xa.act(first, "withdraw", text="Not needed any more.")
    assert found(show="finished") == {first}
    assert found(show="open") == found(show="theirs") == everything - {first}
    assert found(show="ours") == set()
    assert found(q=first[4:20].upper()) == {first}
    assert found(q="withdrawn") == found(q="state XB expedited withdrawn") == {first}
    assert found(q="rut lai", lang="vi") == found(q="RETIREE", lang="fr") == {first}
    assert found(q="rut lai", lang="fr") == set()
    assert found(q="state xb") == everything and found(q="State XA") == set()
    assert found(limit=1, q="preservation", after="") < everything
    assert found(since="2000-01-01T00:00:00Z") == everything
    assert found(since="2100-01-01T00:00:00Z") == set()


def page_through(asking, xa):
    """The queue comes in pages: none missed, none twice, the same order as in one piece."""
    for _ in range(5):
        xa.post("/api/v1/requests", nodes.new_request())
    whole = xa.get("/api/v1/requests")
    assert whole["next"] is None and whole["total"] == len(whole["requests"]) == 5, whole
    officer, rows, pages, after = xa.client(), [], 0, ""
    while after is not None:
        target = "/api/v1/requests?limit=2" + (f"&after={after}" if after else "")
        page = asking.ask(officer, "GET", target, None, (200,)).json
        assert page["total"] == 5 and len(page["requests"]) <= 2
        rows, pages, after = rows + page["requests"], pages + 1, page["next"]
    assert (rows, pages) == (whole["requests"], 3)
    back, before = [], "end"
    while before is not None:
        page = asking.ask(officer, "GET", f"/api/v1/requests?limit=2&before={before}", None,
                          (200,)).json
        back, before = page["requests"] + back, page["previous"]
        assert page["offset"] + len(back) == 5, page
    assert back == whole["requests"]
    view_and_search(asking, officer, xa, whole["requests"])
    for wrong in ("show=hers", "q=a+b+c+d+e", "q=" + "x" * 201, "since=yesterday", "before=7",
                  "before=end&after=1.1." + "0" * 32, "limit=0", "limit=10001", "limit=-1",
                  "limit=x", "after=7", "after=1.2.x", "after=1.x." + "0" * 32,
                  "after=99999999999999999999.1." + "0" * 32):
        asking.ask(officer, "GET", "/api/v1/requests?" + wrong, None, (400,))
    assert len(xa.command("request", "list")["requests"]) == 5


def count_what_happened(asking, xa, xb):
    """Two requests of one measure: one acknowledged and answered, one refused; both sides count
    the same, and say how."""
    def ask(client, query="", expected=(200,)):
        return asking.ask(client, "GET", "/api/v1/overview" + query, None, expected)

    requests = [xa.post("/api/v1/requests", nodes.new_request(measure="stored-data"))["request"]
                for _ in range(2)]
    for request in requests:
        xb.await_status(request, "sent")
    xb.act(requests[0], "acknowledge", text="Read.")
    xb.act(requests[0], "consult", text="Could it be narrower?")  # art. 40(28)
    xb.act(requests[0], "refuse", grounds=["ESSENTIAL_INTERESTS"], reasons="Security.")
    xa.await_status(requests[0], "refused")
    for node, side, other in ((xa, "sent", "XB"), (xb, "received", "XA")):
        told = ask(node.client()).json
        rows = {row["measure"]: row for row in told["measures"]}
        pace = rows["stored-data"][side]
        assert (pace["count"], pace["open"]) == (2, 1), pace
        assert (pace["acknowledge"]["count"], pace["answer"]["count"]) == (1, 1), pace
        assert 0 <= pace["acknowledge"]["median_s"] <= pace["answer"]["median_s"] < 3600
        line = {row["party"]: row for row in told["lines"]}[other]
        assert line["acts_sent"] >= line["receipted"] > 0 and line["acts_received"] > 0, line
        assert len(told["method"]) == 6 and told["from"] < told["until"]
        assert ask(node.client(), "?until=2020-01-01T00:00:00Z").json["measures"] == []
    for wrong in ("?from=2024-01-01T00:00:00Z&until=2026-01-01T00:00:00Z", "?from=x",
                  "?from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z"):
        ask(xa.client(), wrong, (400,))


def packed_answers(xa):
    """Long answers are packed for who accepts it: the same bytes; nothing that holds a token."""
    gzip_too = {"accept-encoding": "gzip"}
    for path in ("/api/v1/requests", "/api/v1/law", "/api/v1/overview"):
        plain, packed = (xa.client().ask("GET", path, None, more) for more in ({}, gzip_too))
        assert "content-encoding" not in plain.headers and plain.headers["vary"], path
        assert packed.headers["content-encoding"] == "gzip", path
        assert len(packed.raw) < len(plain.raw) / 2, path
        if path != "/api/v1/overview":  # it says when it was counted
            assert gzip.decompress(packed.raw) == plain.raw, path
    known = {"if-none-match": packed_etag(xa, gzip_too), **gzip_too}
    assert xa.client().ask("GET", "/api/v1/law", None, known).status == 304
    session = xa.client().ask("GET", "/api/v1/session", None, gzip_too)
    assert session.json["csrf"] and "content-encoding" not in session.headers
    problem = xa.client().ask("GET", "/api/v1/requests?q=" + "x" * 300, None, gzip_too)
    assert problem.status == 400 and "content-encoding" not in problem.headers


def packed_etag(xa, gzip_too):
    return xa.client().ask("GET", "/api/v1/law", None, gzip_too).headers["etag"]


def ask_without_a_right(asking, xb):
    """Whoever has a session and no post learns that he may not, and nothing else."""
    xb.command("officer", "add", "nobody", "--password-file", xb.password)
    session = nodes.Https(xb.port).ask("POST", "/api/v1/session",
                                       {"name": "nobody", "password": nodes.PASSWORD}).json
    nobody = nodes.Https(xb.port)
    bearer = {"authorization": f"Bearer {session['token']}"}
    for row in asking.api.operations:
        if not row.template.startswith("/api/") or row.template.startswith("/api/v1/session"):
            continue
        path = re.sub(r"\{[^}]*\}", "0" * 32, row.template)
        answer = nobody.ask(row.method.upper(), path, None, bearer)
        assert (answer.status, answer.code) == (403, "HD-7004"), f"{path}: {answer.raw[:300]}"


def ask_as_a_party(asking, xa, xb, party, forge, place):
    ok = (200,)
    attack = bad.Attack(forge, xb)
    sealed = forge.seal(bad.delivery(forge.sign(bad.act())), xb)
    asking.ask(party, "POST", "/exchange/v1/deliveries", sealed, ok)
    refused = asking.ask(party, "POST", "/exchange/v1/deliveries",
                         forge.seal(bad.delivery(forge.sign(bad.act(author=bad.address("XC")))),
                                    xb), ok)
    assert refused.json["receipts"][0]["event"]["kind"] == "non-delivery"
    again = asking.ask(party, "POST", "/exchange/v1/deliveries",
                       forge.seal(bad.delivery(forge.sign(bad.act(issued_at=bad.time_text(3)))),
                                  xb), ok)
    assert again.json["try_again"]
    asking.ask(party, "GET", "/exchange/v1/pull?wait=0", None, ok)
    asking.ask(party, "GET", "/exchange/v1/profile", None, ok)
    sent = xa.post("/api/v1/requests", nodes.new_request(measure="stored-data"))["request"]
    xb.await_status(sent, "sent")
    xb.act(sent, "accept", text="Accepted.")
    image = place / "image"
    image.write_bytes(bytes(5_000_000))
    item = xb.command("evidence", "add", sent, image)["items"][0]["id"]
    xb.command("evidence", "deliver", sent)
    xb.await_status(sent, "retrieved")
    for what in ("digests", "chunks/0", "chunks/1"):
        asking.ask(attack.peer, "GET", f"/exchange/v1/items/{item}/{what}", None, ok)
    # Something waits for XA now, which does not take it itself any more.
    xa.kill()
    xb.act(sent, "notify", text="More about this.")
    pulled = asking.ask(party, "GET", "/exchange/v1/pull?wait=5", None, ok)
    assert pulled.raw, "nothing waited"
    asking.ask(party, "POST", "/exchange/v1/pulled", b"not an answer")


def play(program, forge_program):
    api = OpenApi.load(ROOT / "api" / "openapi.yaml")
    described = check_described(api)
    with nodes.two_states(program) as (xa, xb, place):
        forge = bad.Forge(forge_program, xa, place)
        asking, party = Asking(api), nodes.Https(xb.port, forge.pem)
        ask_wrongly(asking, xb, party)
        ask_without_a_right(asking, xb)
        page_through(asking, xa)
        count_what_happened(asking, xa, xb)
        packed_answers(xa)
        ask_as_a_party(asking, xa, xb, party, forge, place)
        forge.close()
    print(f"{described} operations are routed and described; {asking.count} answers as described")


if __name__ == "__main__":
    play(*sys.argv[1:3])
