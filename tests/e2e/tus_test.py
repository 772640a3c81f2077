#!/usr/bin/python3
"""A client of tus 1.0 that knows the protocol and nothing of this project: raw HTTP, as the
specification at tus.io has it, by curl. Creation, checksum, expiration and termination; what is
spoken wrongly is refused as the specification says.

Usage: tus_test.py HAIDANG-PROGRAM"""
import base64
import email.utils
import hashlib
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
import nodes  # noqa: E402

TUS = {"tus-resumable": "1.0.0"}
PIECE = {**TUS, "content-type": "application/offset+octet-stream"}


def b64(data):
    return base64.b64encode(data).decode()


class Curl:
    def __init__(self, xb, place):
        self.origin, self.token, self.place = f"https://127.0.0.1:{xb.port}", xb.token, place

    def ask(self, method, address, headers, body=b""):
        """The status and the headers of the answer."""
        url = address if address.startswith("https:") else self.origin + address
        sent, head = self.place / "sent", self.place / "head"
        sent.write_bytes(body)
        words = ["curl", "--silent", "--insecure", "--max-time", "60", "--output", "/dev/null",
                 "--dump-header", str(head), "--header", f"authorization: Bearer {self.token}"]
        words += ["--head"] if method == "HEAD" else ["--request", method]
        if method in ("POST", "PATCH"):
            words += ["--data-binary", f"@{sent}"]
        for name, value in {"content-type": "", **headers}.items():
            words += ["--header", f"{name}: {value}" if value else f"{name}:"]
        subprocess.run([*words, url], check=True)
        lines = head.read_text().splitlines()
        fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        return int(lines[0].split()[1]), {name.lower(): value for name, value in fields.items()}

    def must(self, status, method, address, headers, body=b""):
        got, fields = self.ask(method, address, headers, body)
        assert got == status, f"{method} {address}: {got}, not {status}: {fields}"
        return fields


def offered(curl):
    fields = curl.must(204, "OPTIONS", "/api/v1/uploads", {})
    assert fields["tus-version"] == "1.0.0" and fields["tus-resumable"] == "1.0.0", fields
    extensions = set(fields["tus-extension"].split(","))
    assert extensions == {"creation", "expiration", "checksum", "termination"}, extensions
    assert fields["tus-checksum-algorithm"] == "sha256" and int(fields["tus-max-size"]) > 2**40


def created(curl, request, data):
    named = f"filename {b64(b'image.E01')},sha256 {b64(hashlib.sha256(data).hexdigest().encode())}"
    address = f"/api/v1/requests/{request}/uploads"
    start = {**TUS, "upload-length": str(len(data)), "upload-metadata": named}
    fields = curl.must(412, "POST", address, {**start, "tus-resumable": "0.2.2"})
    assert fields["tus-version"] == "1.0.0", fields
    curl.must(400, "POST", address, {**start, "upload-metadata": f"filename {b64(b'a.img')}"})
    traversal = named.replace(b64(b"image.E01"), b64(b"../image.E01"))
    curl.must(400, "POST", address, {**start, "upload-metadata": traversal})
    too_long = str(int(curl.must(204, "OPTIONS", "/api/v1/uploads", {})["tus-max-size"]) + 1)
    curl.must(413, "POST", address, {**start, "upload-length": too_long})
    fields = curl.must(201, "POST", address, start)
    assert fields["tus-resumable"] == "1.0.0" and "upload-expires" in fields, fields
    return fields["location"]


def sent(curl, upload, data):
    first, rest = data[:700_000], data[700_000:]
    start = {**PIECE, "upload-offset": "0"}
    curl.must(412, "PATCH", upload, {**start, "tus-resumable": "2.0.0"}, first)
    curl.must(415, "PATCH", upload, {**start, "content-type": "text/plain"}, first)
    curl.must(409, "PATCH", upload, {**start, "upload-offset": "5"}, first)
    wrong = "sha256 " + b64(hashlib.sha256(b"something else").digest())
    curl.must(460, "PATCH", upload, {**start, "upload-checksum": wrong}, first)
    curl.must(400, "PATCH", upload, {**start, "upload-checksum": "md5 " + b64(b"0" * 16)}, first)
    assert curl.must(200, "HEAD", upload, TUS)["upload-offset"] == "0"
    checksum = "sha256 " + b64(hashlib.sha256(first).digest())
    fields = curl.must(204, "PATCH", upload, {**start, "upload-checksum": checksum}, first)
    assert fields["upload-offset"] == "700000", fields
    expires = email.utils.parsedate_to_datetime(fields["upload-expires"])
    assert fields["upload-expires"] == email.utils.format_datetime(expires, usegmt=True)
    fields = curl.must(200, "HEAD", upload, TUS)  # after a break: where was I?
    assert fields["upload-offset"] == "700000" and fields["upload-length"] == str(len(data))
    assert "no-store" in fields["cache-control"], fields
    curl.must(412, "HEAD", upload, {"tus-resumable": "0.1"})
    fields = curl.must(204, "PATCH", upload, {**PIECE, "upload-offset": "700000"}, rest)
    assert fields["upload-offset"] == str(len(data)), fields


def main(program):
    with nodes.two_states(program) as (xa, xb, place):
        made = xa.post("/api/v1/requests", nodes.new_request(measure="stored-data"))
        request = made["request"]
        xb.await_status(request, "sent")
        curl, data = Curl(xb, pathlib.Path(place)), bytes(range(256)) * 4000
        offered(curl)
        upload = created(curl, request, data)
        sent(curl, upload, data)
        facts = {"acquired_at": "2027-01-14T09:00:00Z", "acquired_by": "", "acquisition_tool": "",
                 "source": "", "note": ""}
        item = xb.client().ask("POST", upload + "/item", facts)
        assert item.json["sha256"] == hashlib.sha256(data).hexdigest(), item.raw
        dropped = created(curl, request, data)
        curl.must(412, "DELETE", dropped, {"tus-resumable": "3"})
        curl.must(204, "DELETE", dropped, TUS)
        curl.must(404, "HEAD", dropped, TUS)
    print("tus 1.0: creation, checksum, expiration, termination; what is wrong is refused")


main(sys.argv[1])
