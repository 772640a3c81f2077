#!/usr/bin/python3
"""How officers sign in: an authenticator app (Debian's oathtool stands for it) as second factor,
recovery codes, a rule that requires it, what an administrator resets; all by the command line and
the API of a running node, and on record. Usage: account_test.py HAIDANG-PROGRAM"""
import contextlib
import json
import sqlite3
import subprocess
import sys
import time
import warnings

sys.dont_write_bytecode = True
warnings.simplefilter("ignore", DeprecationWarning)
import nodes  # noqa: E402

SESSION, ACCOUNT = "/api/v1/session", "/api/v1/account"


def events(node, kind):
    with contextlib.closing(sqlite3.connect(f"file:{node.data / 'node.db'}?mode=ro",
                                            uri=True)) as database:
        rows = database.execute("SELECT event FROM journal_entry WHERE kind = ? ORDER BY idx",
                                (kind,)).fetchall()
    return [json.loads(row[0]) for row in rows]


class App:
    """The telephone. A code is good once, so it shows that of the step before, now and after."""

    def __init__(self, secret):
        self.secret, self.used = secret, 0

    def code(self):
        step = int(time.time()) // 30
        fresh = max(self.used + 1, step - 1)
        assert fresh <= step + 1, "the test asks for more codes than the steps around now have"
        self.used = fresh
        return subprocess.run(["oathtool", "--totp", "-b", f"--now=@{fresh * 30}", self.secret],
                              check=True, capture_output=True, text=True).stdout.strip()


def credentials(name="officer", **more):
    return {"name": name, "password": nodes.PASSWORD, **more}


def sign_in(node, expected, **more):
    answer = nodes.Https(node.port).ask("POST", SESSION, credentials(**more))
    assert answer.status == expected, f"{more}: {answer.status} {answer.raw[:300]}"
    return answer.json


def as_officer(node, session, method, path, body=None):
    return nodes.Https(node.port).ask(method, path, body,
                                      {"authorization": f"Bearer {session['token']}"})


def file_with(node, text):
    path = node.place / "typed"
    path.write_text(text)
    return path


def set_up(node):
    wrong = file_with(node, "not the password at all")
    assert "HD-7002" in node.run("officer", "totp", "--password-file", wrong).stdout
    begun = node.command("officer", "totp", "--password-file", node.password)
    assert begun["uri"].startswith("otpauth://totp/Haidang:officer?secret=" + begun["secret"])
    assert len(begun["qr"]) == len(begun["qr"][0])
    sign_in(node, 200)  # no code has been shown yet
    app = App(begun["secret"])
    refused = node.run("officer", "totp-confirm", "--code-file", file_with(node, "000000"))
    assert refused.returncode == 4, refused.stdout
    assert not events(node, "second-factor-set")
    done = node.command("officer", "totp-confirm", "--code-file", file_with(node, app.code()))
    assert len(events(node, "second-factor-set")) == 1
    return app, done["recovery_codes"]


def ask_for_it(node, app, recovery):
    assert sign_in(node, 202) == {"needs": "code"}
    sign_in(node, 401, code="000000")
    code = app.code()
    node.command("login", "--password-file", node.password, "--code-file", file_with(node, code))
    sign_in(node, 401, code=code)
    sign_in(node, 200, code=recovery[0].lower())
    sign_in(node, 401, code=recovery[0])
    account = node.command("officer", "account")
    assert account["totp"]["recovery_left"] == 9, account
    # Nothing of it can be read from the disk.
    stored = (node.data / "officers.db").read_bytes()
    stored += (node.data / "officers.db-wal").read_bytes()
    assert app.secret.encode() not in stored and recovery[1].encode() not in stored
    only = node.command("officer", "end-others")["sessions"]
    assert [row["this_one"] for row in only] == [True], only


def require_it(node):
    node.command("officer", "add", "linh", "--role", "contact-point", "--password-file",
                 node.password)
    node.command("officer", "sign-in-rule", "--second-factor", "required")
    linh = sign_in(node, 200, name="linh")
    assert linh["must_enrol"]
    refused = as_officer(node, linh, "GET", "/api/v1/requests")
    assert refused.code == "HD-7004" and "haidang officer totp" in refused.json["next"]
    assert as_officer(node, linh, "GET", ACCOUNT).json["rule"] == "required"
    begun = as_officer(node, linh, "POST", ACCOUNT + "/totp", {"current": nodes.PASSWORD}).json
    app = App(begun["secret"])
    done = as_officer(node, linh, "POST", ACCOUNT + "/totp/confirmation", {"code": app.code()})
    assert done.status == 200, done.raw
    assert as_officer(node, linh, "GET", "/api/v1/requests").status == 200
    assert as_officer(node, linh, "POST", "/api/v1/officers/officer/second-factor/reset",
                      {}).status == 403
    listed = {row["name"]: row["second_factor"]
              for row in node.command("officer", "list")["officers"]}
    assert listed == {"linh": True, "officer": True}, listed
    # The telephone is lost.
    node.command("officer", "reset", "linh")
    assert as_officer(node, linh, "GET", ACCOUNT).status == 401
    assert sign_in(node, 200, name="linh")["must_enrol"]
    node.command("officer", "sign-in-rule", "--second-factor", "optional")
    again = sign_in(node, 200, name="linh")
    assert not again["must_enrol"]
    node.command("officer", "end-sessions", "linh")
    assert as_officer(node, again, "GET", ACCOUNT).status == 401
    for kind in ("second-factor-reset", "officer-sessions-ended"):
        assert [row["about"] for row in events(node, kind)] == ["linh"]
    assert [row["second_factor"] for row in events(node, "sign-in-rules-set")] == [
        "required", "optional"]


def play(program):
    with nodes.workplace() as (place, cleanup):
        node = nodes.Node(program, place, "XA")
        cleanup.callback(node.kill)
        node.start().sign_in()
        app, recovery = set_up(node)
        ask_for_it(node, app, recovery)
        require_it(node)
        node.stop()
        node.start()  # sealed secrets are opened again
        assert sign_in(node, 202) == {"needs": "code"}
        node.command("officer", "totp-remove", "--password-file", node.password)
        sign_in(node, 200)
    print("second factor: set up, asked for, spent once, required, reset, removed")


if __name__ == "__main__":
    play(sys.argv[1])
