#!/usr/bin/python3
"""Is what the server routes what api/openapi.yaml describes, and the other way round? And does
every operation, asked wrongly or by somebody who may not, answer with the problem that is
described? The exchange between nodes is asked as a pinned Party asks it. (openapi_test.py asks
rightly.)

Usage: routes_test.py HAIDANG-PROGRAM FORGE-PROGRAM"""
import pathlib
import re
import sys
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
SESSION = re.compile(r"\{Method::(\w+), pattern,")


def template(path):
    """Parameters have names of their own on each side."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def routed():
    text = (HTTP / "service.cpp").read_text()
    names = {"": "get", "get": "get", "post": "post", "patch": "patch",
             "del": "delete", "options": "options"}
    routes = {(names[method], template(path)) for method, path in ROUTE.findall(text)}
    routes |= {(names[method], "/api/v1/session") for method in SESSION.findall(text)}
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
            expected = (400,) if path == "/api/v1/session" and body else (403,) if exchange else (
                401,)
            asking.ask(anyone, method, path, body, expected)
        if row.definition.get("requestBody", {}).get("required"):
            asking.ask(party if exchange else officer, method, path, b"\xff{", range(400, 500))
        elif "{" in row.template:
            asking.ask(party if exchange else officer, method, path, None, range(400, 500))


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
    for wrong in ("limit=0", "limit=10001", "limit=-1", "limit=x", "after=7", "after=1.2.x",
                  "after=1.x." + "0" * 32, "after=99999999999999999999.1." + "0" * 32):
        asking.ask(officer, "GET", "/api/v1/requests?" + wrong, None, (400,))
    assert len(xa.command("request", "list")["requests"]) == 5


def ask_without_a_right(asking, xb):
    """Whoever has a session and no post learns that he may not, and nothing else."""
    xb.command("officer", "add", "nobody", "--password-file", xb.password)
    session = nodes.Https(xb.port).ask("POST", "/api/v1/session",
                                       {"name": "nobody", "password": nodes.PASSWORD}).json
    nobody = nodes.Https(xb.port)
    bearer = {"authorization": f"Bearer {session['token']}"}
    for row in asking.api.operations:
        if not row.template.startswith("/api/") or row.template == "/api/v1/session":
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
        ask_as_a_party(asking, xa, xb, party, forge, place)
        forge.close()
    print(f"{described} operations are routed and described; {asking.count} answers as described")


if __name__ == "__main__":
    play(*sys.argv[1:3])
