#!/usr/bin/python3
"""Notes on a case are for the people of one node: after everything that a case can send (acts,
letters, evidence, a package), the other node holds no byte of them, nor does the package. And when
a Party was last heard of. Usage: notes_test.py HAIDANG-PROGRAM"""
import hashlib
import json
import sys
import zipfile

sys.dont_write_bytecode = True
import nodes  # noqa: E402

NOTE = "Confidential-note-7f3a: the source is a neighbour. جيران 邻居"
SAID = "Said-aloud-91bc: please hurry."


def held(folder, needle):
    """Every file of the folder that has these bytes, in whichever way text is written."""
    forms = {needle.encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be")}
    forms |= {json.dumps(needle)[1:-1].encode(), needle.encode().hex().encode()}
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert files, f"{folder} is empty"
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]


def note_digest(note):
    members = {name: note[name] for name in ("at", "case", "officer", "text")}
    text = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def deliver(xa, xb, request, place):
    xb.act(request, "accept", text="Accepted.")
    image = place / "image"
    image.write_bytes(bytes(100_000))
    xb.command("evidence", "add", request, image)
    xb.command("evidence", "deliver", request)
    xb.await_status(request, "retrieved")
    package = place / "package.zip"
    xa.command("package", "make", request, "-o", package)
    return package


def check_people(xa, case):
    """Whoever oversees reads what was said, and no notes; who keeps the node reads neither."""
    xa.command("authority", "add", "watch", "--name", "Data protection", "--role", "oversight")
    for name, at, role in (("over", "watch", "oversight"),
                           ("keeper", "contact-point", "administrator")):
        xa.command("officer", "add", name, "--authority", at, "--role", role, "--password-file",
                   xa.password)
        session = nodes.Https(xa.port).ask("POST", "/api/v1/session",
                                           {"name": name, "password": nodes.PASSWORD}).json
        bearer = {"authorization": f"Bearer {session['token']}"}
        for method, body in (("GET", None), ("POST", {"text": "Mine."})):
            answer = nodes.Https(xa.port).ask(method, f"/api/v1/cases/{case}/notes", body, bearer)
            assert answer.status == 403, f"{name} {method}: {answer.raw}"


def play(program):
    with nodes.two_states(program) as (xa, xb, place):
        assert [row["received_at"] for row in xa.get("/api/v1/contacts")["contacts"]] == [None]
        sent = xa.post("/api/v1/requests", nodes.new_request(measure="stored-data"))
        request, case = sent["request"], sent["case"]
        before = xa.post(f"/api/v1/cases/{case}/notes", {"text": NOTE})
        xb.await_status(request, "sent")
        xa.act(request, "notify", text=SAID)
        package = deliver(xa, xb, request, place)
        after = xa.post(f"/api/v1/cases/{case}/notes", {"text": NOTE})
        assert xa.get(f"/api/v1/cases/{case}/notes")["notes"] == [before, after]
        assert xb.get(f"/api/v1/cases/{case}/notes")["notes"] == []
        answer = xa.once("GET", f"/api/v1/cases/{'0' * 32}/notes")
        assert (answer.status, answer.code) == (404, "HD-4001"), answer.raw
        check_people(xa, case)

        contact = xa.get("/api/v1/contacts?measure=stored-data")["contacts"][0]
        assert contact["party"] == "XB" and contact["request"]["id"] == request
        assert contact["request"]["status"] == "retrieved"
        assert contact["request"]["requested_at"] <= contact["received_at"]
        assert contact["request"]["requested_at"] <= contact["confirmed_at"]
        assert xa.get("/api/v1/contacts")["contacts"][0]["request"] is None
        assert xb.get("/api/v1/contacts?measure=stored-data")["contacts"][0]["request"] is None

        xa.stop()
        xb.stop()
        # The looking itself works: what was said is at both, the note is at its own node.
        assert held(xa.data, NOTE) and held(xa.data, SAID) and held(xb.data, SAID)
        assert not held(xb.data, NOTE), held(xb.data, NOTE)
        for digest in (note_digest(before), note_digest(after)):
            assert held(xa.data, digest), "the journal has the note's digest"
            assert not held(xb.data, digest)
        unpacked = place / "unpacked"
        with zipfile.ZipFile(package) as whole:
            whole.extractall(unpacked)
        assert held(unpacked, SAID) and not held(unpacked, NOTE)
        assert not held(unpacked, "note-written")
        # After a start they are still there.
        xa.start()
        xa.sign_in()
        assert xa.get(f"/api/v1/cases/{case}/notes")["notes"] == [before, after]
    print("two notes: read here, and nowhere else")


if __name__ == "__main__":
    play(sys.argv[1])
