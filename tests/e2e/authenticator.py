"""An authenticator made of Python and stock OpenSSL (P-256), for the tests beside this file: what a
browser would hand over, without a browser."""
import base64
import hashlib
import json
import pathlib
import subprocess


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    THERE_AND_VERIFIED, HAS_KEY = 0x05, 0x40

    def __init__(self, folder, origin, name="key"):
        self.key = pathlib.Path(folder) / f"{name}.pem"
        self.origin, self.site = origin, origin.split("//")[1].split(":")[0]
        self.counter, self.user, self.id = 0, b"", hashlib.sha256(name.encode()).digest()
        self._openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out",
                      self.key)

    @staticmethod
    def _openssl(*arguments, **more):
        return subprocess.run(["openssl", *arguments], check=True, capture_output=True,
                              **more).stdout

    def _head(self, flags):
        self.counter += 1
        return (hashlib.sha256(self.site.encode()).digest() + bytes([flags])
                + self.counter.to_bytes(4, "big"))

    def _client_data(self, kind, challenge):
        return json.dumps({"type": f"webauthn.{kind}", "challenge": challenge,
                           "origin": self.origin, "crossOrigin": False}).encode()

    def make(self, asked, name):
        self.user = base64.urlsafe_b64decode(asked["user"] + "==")
        point = self._openssl("pkey", "-in", self.key, "-pubout", "-outform", "DER")[-64:]
        cose = (b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + point[:32]
                + b"\x22\x58\x20" + point[32:])
        data = (self._head(self.THERE_AND_VERIFIED | self.HAS_KEY) + bytes(16)
                + len(self.id).to_bytes(2, "big") + self.id + cose)
        return {"name": name, "authenticator_data": base64url(data),
                "client_data": base64url(self._client_data("create", asked["challenge"]))}

    def use(self, asked):
        said = self._client_data("get", asked["challenge"])
        data = self._head(self.THERE_AND_VERIFIED)
        signature = self._openssl("dgst", "-sha256", "-sign", self.key,
                                  input=data + hashlib.sha256(said).digest())
        return {"id": base64url(self.id), "client_data": base64url(said),
                "authenticator_data": base64url(data), "signature": base64url(signature),
                "user": base64url(self.user)}
