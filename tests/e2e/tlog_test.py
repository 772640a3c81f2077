#!/usr/bin/python3
"""The journals of running nodes, read over HTTPS by a client that is not ours (tests/interop):
while they grow, after a power cut, and the receipts that they give each other.

Usage: tlog_test.py HAIDANG-PROGRAM BUILD-FOLDER; exits with 77 (skipped) without Debian's golang-go
and golang-golang-x-mod-dev."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
import nodes  # noqa: E402

CLIENT = pathlib.Path(__file__).resolve().parents[1] / "interop" / "tlog_client"
GOPATH = pathlib.Path("/usr/share/gocode")


def build(folder):
    if not shutil.which("go") or not (GOPATH / "src/golang.org/x/mod/sumdb").is_dir():
        print("skipped: apt install golang-go golang-golang-x-mod-dev")
        sys.exit(77)
    client = folder / "e2e" / "tlog_client"
    client.parent.mkdir(exist_ok=True)
    settings = {"GO111MODULE": "off", "GOFLAGS": "", "GOPATH": str(GOPATH), "CGO_ENABLED": "0",
                "GOCACHE": str(folder / "gocache")}
    subprocess.run(["go", "build", "-o", client, "."], cwd=CLIENT, check=True,
                   env={**os.environ, **settings})
    return client


class Reader:
    """Somebody who knows a node's address, its root certificate and its journal's key."""

    def __init__(self, client, node, place):
        self.client, self.node = client, node
        own = node.get("/api/v1/status")["self"]
        self.vkey = place / f"{node.party}.vkey"
        self.vkey.write_text(own["journal_vkey"])
        self.root = place / f"{node.party}.root"
        self.root.write_text(root_of(node))
        self.older = place / f"{node.party}.older"

    def run(self, *words):
        return subprocess.run([self.client, "-vkey", self.vkey, *map(str, words)],
                              capture_output=True, text=True, timeout=nodes.PATIENCE)

    def ask(self, *words):
        return self.run("-log", f"https://127.0.0.1:{self.node.port}", "-cacert", self.root, *words)

    def accepts(self, *words):
        done = self.ask(*words)
        assert done.returncode == 0, f"{self.node.party} {words}: {done.stdout}{done.stderr}"

    def head(self):
        answer = nodes.Https(self.node.port).ask("GET", "/checkpoint")
        assert answer.status == 200
        return answer.raw

    def size(self):
        return int(self.head().split(b"\n")[1])

    def remember(self):
        self.older.write_bytes(self.head())


def root_of(node):
    """The root certificate, from the signed profile, by a stock tool."""
    text = subprocess.run(["openssl", "cms", "-verify", "-noverify", "-inform", "DER", "-in",
                           node.data / "profile.p7m"], capture_output=True, check=True).stdout
    body = json.loads(text)["root"]
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def converse(xa, xb, count):
    asking, answering = xa.client(), xb.client()

    def post(officer, path, body):
        answer = officer.ask("POST", path, body)
        assert answer.status == 201, answer.raw
        return answer.json["act"]

    sent = [post(asking, "/api/v1/requests", nodes.new_request()) for _ in range(count)]
    xb.await_that(lambda: {row["id"] for row in xb.requests()} >= set(sent), "all arrived")
    for act in sent:
        post(answering, f"/api/v1/requests/{act}/acts",
             {"kind": "acknowledge", "body": {"text": "Read."}})
    xa.await_status(sent[-1], "acknowledged")

    def receipted():
        return all(asking.ask("GET", f"/api/v1/acts/{act}/receipt").status == 200
                   for act in (sent[0], sent[-1]))

    xa.await_that(receipted, "the receipts are there")
    return sent


def check_receipt(xa, act, issuer, place):
    """What XA holds proves by itself that XB took the act."""
    receipt = xa.get(f"/api/v1/acts/{act}/receipt")
    event = json.dumps(receipt["event"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(bytes.fromhex(receipt["salt"]) + event.encode()).digest()
    proof, leaf = place / "proof", place / "leaf"
    proof.write_text(receipt["proof"])
    for content, expected in ((b"\x01" + digest, 0), (b"\x01" + bytes(32), 1)):
        leaf.write_bytes(content)
        done = issuer.run("-proof", proof, "-leaf", leaf)
        assert (done.returncode != 0) == expected, f"{content!r}: {done.stdout}{done.stderr}"


def play(program, client):
    with nodes.two_states(program) as (xa, xb, place):
        readers = [Reader(client, node, place) for node in (xa, xb)]
        converse(xa, xb, 3)
        for reader in readers:
            reader.remember()
            reader.accepts("-audit")
        sent = converse(xa, xb, 150)  # past the first full tile
        for node in (xa, xb):
            node.kill()
            node.start()
        sent += converse(xa, xb, 2)
        for reader in readers:
            size = reader.size()
            assert size > 256, size
            reader.accepts("-audit", "-older", reader.older)
            for index in (0, 255, 256, size - 1):
                reader.accepts("-index", index)
            assert reader.ask("-index", size + 1000).returncode != 0
        for act in (sent[0], sent[-1]):
            check_receipt(xa, act, readers[1], place)
        stranger = readers[0].run("-log", f"https://127.0.0.1:{xb.port}", "-cacert",
                                  readers[1].root)
        assert stranger.returncode != 0, "the head of XB was taken for one of XA"
        for node in (xa, xb):
            node.stop()
    print("both journals read by a client of others: whole, growing, with receipts that prove")


if __name__ == "__main__":
    play(sys.argv[1], build(pathlib.Path(sys.argv[2]).resolve()))
