"""Nodes as their users run them, for the tests beside this file: made with the built program in a
temporary folder, served on loopback, stopped or killed at will. Nothing here sleeps: a node is
ready when its log says so."""
import base64
import contextlib
import http.client
import json
import pathlib
import queue
import random
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True  # nothing is left in the source tree

PASSPHRASE = "a passphrase for tests"
PASSWORD = "a password for tests"
PATIENCE = 60.0  # seconds until something that must happen counts as not happening


class Unreachable(Exception):
    """The node did not answer: it is down, or went down while it was asked."""


KEPT = []  # until this process ends


def free_port():
    """A port that is this test's, also while its node is down. From 32768 on, the kernel gives
    ports to whoever connects to anything; of those below, each test keeps its own by a name."""
    for port in random.SystemRandom().sample(range(20000, 32768), 100):
        name = socket.socket(socket.AF_UNIX)
        try:
            name.bind(f"\0haidang-port-{port}")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            name.close()
            continue
        KEPT.append(name)
        return port
    raise AssertionError("no free port among a hundred")


def tls_context(certificate=None):
    """Whose node answers is for tls_test; `certificate`: a PEM file with a key, to be somebody.
    Not the default context: it reads every authority of the system, for each connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    if certificate is not None:
        context.load_cert_chain(certificate)
    return context


class Answer:
    def __init__(self, status, headers, raw):
        self.status, self.headers, self.raw = status, headers, raw

    @property
    def json(self):
        return json.loads(self.raw)

    @property
    def code(self):
        """The stable code of a problem, or None."""
        if "problem" not in self.headers.get("content-type", ""):
            return None
        return self.json.get("code")


class Https:
    """One connection that is made anew when it breaks; for one thread at a time."""

    def __init__(self, port, certificate=None):
        self.port, self.context, self.connection = port, tls_context(certificate), None

    def ask(self, method, path, body=None, headers=None):
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers = {"content-type": "application/json", **(headers or {})}
        try:
            if self.connection is None:
                self.connection = http.client.HTTPSConnection(
                    "127.0.0.1", self.port, context=self.context, timeout=PATIENCE)
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unreachable(f"{method} {path}: {error!r}") from error
        fields = {name.lower(): value for name, value in answer.getheaders()}
        if fields.get("connection", "").lower() == "close":
            self.close()
        return Answer(answer.status, fields, raw)

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Node:
    def __init__(self, program, folder, party, *options):
        self.program, self.place, self.party = str(program), pathlib.Path(folder), party
        self.data = self.place / party
        self.port = free_port()
        self.secret, self.password = self.place / "passphrase", self.place / "password"
        self.secret.write_text(PASSPHRASE)
        self.password.write_text(PASSWORD)
        self.process, self.log, self.token = None, [], None
        self.logging = threading.Condition()
        made = self.command("init", "--party", party, "--name", f"State {party}", "--listen",
                            f"127.0.0.1:{self.port}", "--passphrase-file", self.secret,
                            "--password-file", self.password, *options)
        self.fingerprint = made["fingerprint"]

    # --- the process ---

    def start(self):
        """Returns once the node answers; its log is read to the end by a thread of its own."""
        assert self.process is None
        self.process = subprocess.Popen(
            [self.program, "serve", "--data", self.data, "--passphrase-file", self.secret],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        ready = queue.SimpleQueue()
        threading.Thread(target=self._read_log, args=(self.process.stderr, ready),
                         daemon=True).start()
        if not ready.get(timeout=PATIENCE):
            self.process.wait()
            self.process = None
            raise AssertionError(f"{self.party} did not start: {self.log[-3:]}")
        return self

    def _read_log(self, stream, ready):
        with stream:
            for line in stream:
                with self.logging:
                    self.log.append(line.rstrip("\n"))
                    self.logging.notify_all()
                if '"event":"ready"' in line:
                    ready.put(True)
        ready.put(False)

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self):
        """As an administrator does; the node must say goodbye by itself."""
        self.process.terminate()
        status = self.process.wait(PATIENCE)
        self.process = None
        assert status == 0, f"{self.party} ended with {status}: {self.log[-3:]}"

    def await_log(self, mark, *texts, patience=10.0):
        """Whether a line after the first `mark` holds all of these."""
        def told():
            return any(all(text in line for text in texts) for line in self.log[mark:])
        with self.logging:
            return self.logging.wait_for(told, patience)

    # --- the command line ---

    def run(self, *arguments):
        words = [self.program, "--json", *map(str, arguments), "--data", str(self.data)]
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=600)

    def command(self, *arguments):
        done = self.run(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.returncode} {done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    # --- the API ---

    def sign_in(self):
        self.command("login", "--password-file", self.password)
        self.token = (self.data / "cli-session").read_text().strip()
        return self

    def client(self):
        return Officer(self)

    def once(self, method, path, body=None):
        return self.client().ask(method, path, body)

    def get(self, path):
        answer = self.once("GET", path)
        assert answer.status == 200, f"GET {path}: {answer.status} {answer.raw[:500]}"
        return answer.json

    def post(self, path, body, status=201):
        answer = self.once("POST", path, body)
        assert answer.status == status, f"POST {path}: {answer.status} {answer.raw[:500]}"
        return answer.json

    def trust(self, other):
        answer = other.once("GET", "/api/v1/profile")
        profile = base64.b64encode(answer.raw).decode()
        self.post("/api/v1/parties", {"profile": profile, "fingerprint": other.fingerprint}, 200)

    def act(self, request, kind, status=201, **body):
        return self.post(f"/api/v1/requests/{request}/acts", {"kind": kind, "body": body}, status)

    def requests(self):
        return self.get("/api/v1/requests")["requests"]

    def status_of(self, request):
        return {row["id"]: row["status"] for row in self.requests()}.get(request)

    def await_status(self, request, *wanted):
        self.await_that(lambda: self.status_of(request) in wanted,
                        f"{request[:8]} is {' or '.join(wanted)}")

    def await_that(self, holds, what, patience=PATIENCE):
        """Looks again whenever the node says that something happened."""
        deadline = time.monotonic() + patience
        with self.events() as happened:
            while not holds():
                left = deadline - time.monotonic()
                assert left > 0, f"{self.party}: not so: {what}; {self.get('/api/v1/status')}"
                happened.wait(min(left, 1.0))
                happened.clear()

    @contextlib.contextmanager
    def events(self):
        happened = threading.Event()
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=tls_context(),
                                                 timeout=PATIENCE)
        connection.connect()
        wire = connection.sock  # the response takes it from the connection
        connection.request("GET", "/api/v1/events", headers=self.authorization())
        stream = connection.getresponse()

        def listen():
            with contextlib.suppress(Exception):
                while stream.readline():
                    happened.set()

        threading.Thread(target=listen, daemon=True).start()
        try:
            yield happened
        finally:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def authorization(self):
        return {"authorization": f"Bearer {self.token}"}


class Officer(Https):
    """A connection of somebody who is signed in."""

    def __init__(self, node):
        super().__init__(node.port)
        self.node = node

    def ask(self, method, path, body=None, headers=None):
        return super().ask(method, path, body, {**self.node.authorization(), **(headers or {})})


CONTENTS = {
    "preservation": ("offence_and_facts", "data_and_relationship", "necessity",
                     "intention_to_request"),
    "stored-data": ("subject_and_nature", "facts", "assistance_and_procedure", "purpose"),
}
# Art. 24, 35(3): what measures beyond preservation state beside their contents.
SAFEGUARDS = {
    "authorisation": {"body": "Court", "reference": "1/2026", "grounds": "Stated.",
                      "scope": "Stated.", "duration": "30 days"},
    "necessity": "Stated.",
    "dual_criminality": {"required": True, "conduct": "Stated.", "result": "met",
                         "requested_state_offence": "Stated."},
}


def request_body(measure="preservation", **more):
    contents = {name: f"Stated: {name}." for name in CONTENTS[measure]}
    safeguards = {} if measure == "preservation" else SAFEGUARDS
    return {"measure": measure, "legal_bases": ["uncc"], "offence": "UNCC-07",
            "contents": contents, **safeguards, **more}


def new_request(to="XB/contact-point", measure="preservation", **more):
    return {"to": to, "body": request_body(measure, **more)}


@contextlib.contextmanager
def workplace():
    with tempfile.TemporaryDirectory(prefix="haidang-e2e-") as folder, \
            contextlib.ExitStack() as nodes:
        place = pathlib.Path(folder)
        place.chmod(0o700)
        yield place, nodes


@contextlib.contextmanager
def two_states(program, xa_options=(), xb_options=(), on_made=lambda xa, xb: None):
    """Two nodes that serve, signed in to, each pinned at the other."""
    with workplace() as (place, cleanup):
        xa = Node(program, place, "XA", *xa_options)
        xb = Node(program, place, "XB", *xb_options)
        on_made(xa, xb)
        for node in (xa, xb):
            cleanup.callback(node.kill)
            node.start().sign_in()
        xa.trust(xb)
        xb.trust(xa)
        yield xa, xb, place
