#!/usr/bin/python3
"""What officers are mailed, by a real SMTP server on loopback: over STARTTLS with a certificate
that is checked, with a name and a password, again when the server refused; and no word of a case.
Usage: mail_test.py HAIDANG-PROGRAM"""
import email
import email.policy
import re
import ssl
import subprocess
import sys
import threading
import warnings

sys.dont_write_bytecode = True
warnings.simplefilter("ignore", DeprecationWarning)
import nodes  # noqa: E402
from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.smtp import SMTP, AuthResult  # noqa: E402

NAME, PASSWORD = "node", "the relay's own password"
AN, FROM = "an.nguyen@justice.example", "node@justice.example"


class Desk:
    """Takes mail, or says why not; and keeps what it took."""

    def __init__(self):
        self.taken, self.refusal, self.arrived = [], None, threading.Condition()

    async def handle_DATA(self, server, session, envelope):
        with self.arrived:
            self.arrived.notify_all()
            if self.refusal:
                return self.refusal
            self.taken.append((session, envelope))
        return "250 taken"

    def wait(self, count):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.taken) >= count, nodes.PATIENCE), \
                f"{len(self.taken)} mails came, not {count}"
        return self.taken[count - 1]


class Server(Controller):
    def __init__(self, desk, context, **options):
        self.context, self.options = context, options
        super().__init__(desk, hostname="127.0.0.1", port=nodes.free_port())

    def factory(self):
        return SMTP(self.handler, tls_context=self.context, **self.options)


def check_password(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (NAME.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


def certificate(place, name, address):
    """A key and a certificate of its own, for that address."""
    key, chain = place / f"{name}.key", place / f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", chain, "-days",
                    "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName={address}"],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context, chain


def refused(node, *arguments):
    done = node.run(*arguments)
    assert done.returncode != 0, f"{arguments} went through: {done.stdout}"
    return done.stdout + done.stderr


def read(envelope):
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    return message, message.get_content()


def settings(xa, place):
    """What is wrong is said before anything is sent; the password is nowhere in the clear."""
    words = refused(xa, "mail", "set", "--relay", "smtp://mail.example:25", "--from", FROM,
                    "--plain")
    assert "without TLS" in words, words
    assert "smtps://" in refused(xa, "mail", "set", "--relay", "mail.example", "--from", FROM)
    assert "no relay takes" in refused(xa, "mail", "trial", AN)
    secret = place / "mail.secret"
    secret.write_text(f"{NAME}\n{PASSWORD}\n")
    return secret


def kept_in_the_clear(xa):
    return [path.name for path in xa.data.glob("node.db*")
            if PASSWORD.encode() in path.read_bytes()]


def what_no_mail_may_hold(xa, request):
    row = next(row for row in xa.requests() if row["id"] == request)
    return [request, request[:8], row["case"], re.escape(row["measure_title"]), "preserv",
            "UNCC", "hospital", "State X", "contact-point", "acknowledge",
            "overdue", "XA\\b", "XB\\b", "bảo quản"]


def chooses_mail(xa, **more):
    chosen = xa.get("/api/v1/notices/preferences")
    chosen.update(mail=True, mail_to=AN, **more)
    xa.post("/api/v1/notices/preferences", chosen, 200)


def spoken_to(node, language):
    """What an officer chose, as people read it."""
    return subprocess.run([node.program, "notice", "preferences", "--lang", language, "--data",
                           node.data], check=True, capture_output=True, text=True).stdout


def address_is_confirmed(xb, xa, desk):
    """Nothing but a code goes to an address before the code has come back."""
    place = "/api/v1/notices/mail-address"
    chooses_mail(xb, language="vi")
    session, envelope = desk.wait(1)
    assert session.ssl is not None and envelope.rcpt_tos == [AN], envelope.rcpt_tos
    message, text = read(envelope)
    code = re.search(r"^ +(\d{8})\r?$", text, re.MULTILINE)
    assert code and "mã" in text and f"https://127.0.0.1:{xb.port}" in text, text
    assert message["content-language"] == "vi" and message["auto-submitted"], message.items()
    xa.post("/api/v1/requests", nodes.new_request())
    xb.await_that(lambda: xb.get("/api/v1/notices")["unseen"] == 1, "he is told on the page")
    assert xb.get("/api/v1/mail")["waiting"] == 1 and len(desk.taken) == 1
    told = xb.get(place)
    assert told["address"] == AN and not told["confirmed"] and told["code_sent_at"], told
    shown = spoken_to(xb, "en")
    assert "not confirmed" in shown and "notice confirm" in shown, shown
    spoken = spoken_to(xb, "fr")
    assert "Tous les dossiers de mon autorité" in spoken and "All cases" not in spoken, spoken
    assert "HD-7003" in refused(xb, "notice", "confirm", "--send")  # a minute has not passed
    wrong = "1" * 8 if code[1] != "1" * 8 else "2" * 8
    assert "HD-1006" in refused(xb, "notice", "confirm", wrong)
    assert len(desk.taken) == 1
    assert xb.command("notice", "confirm", f"{code[1][:4]} {code[1][4:]}")["confirmed"]
    assert "HD-4003" in refused(xb, "notice", "confirm", code[1])  # good once
    _, envelope = desk.wait(2)
    assert "1 thông báo" in read(envelope)[1], read(envelope)[1]
    xb.command("notice", "seen", "all")


def certificates_are_checked(xa, secret, desk, place):
    """A server whose certificate nobody vouches for, or that is another's, is given nothing; and
    one that offers no TLS neither."""
    stranger, its_own = certificate(place, "stranger", "DNS:elsewhere.example")
    for context, authority in ((stranger, None), (stranger, its_own), (None, its_own)):
        server = Server(desk, context)
        server.start()
        try:
            extra = ["--authority-file", authority] if authority else []
            xa.command("mail", "set", "--relay", f"smtp://127.0.0.1:{server.port}", "--from", FROM,
                       "--credential-file", secret, *extra)
            words = refused(xa, "mail", "trial", AN)
            assert "did not take the mail" in words, words
        finally:
            server.stop()
    assert not desk.taken


def mail_says_nothing(xb, xa, desk):
    body = nodes.new_request()
    body["body"]["contents"]["offence_and_facts"] = "Illegal access to a hospital's server."
    request = xa.post("/api/v1/requests", body)["request"]
    session, envelope = desk.wait(3)
    assert session.ssl is not None and session.authenticated, "in the clear, or by nobody"
    assert envelope.mail_from == FROM and envelope.rcpt_tos == [AN], envelope.rcpt_tos
    message, text = read(envelope)
    assert message["content-language"] == "vi" and "1 thông báo" in text, text
    assert f"https://127.0.0.1:{xb.port}" in text, text
    xb.await_status(request, "sent")
    whole = "\n".join(f"{name}: {value}" for name, value in message.items()) + "\n" + text
    found = [word for word in what_no_mail_may_hold(xb, request)
             if re.search(rf"\b{word}", whole, re.IGNORECASE)]
    assert re.search(r"\bnode@justice", whole), "what is looked for is found where it is"
    assert not found, f"the mail says {found}:\n{text}"
    return request


def refusals_wait(xb, xa, desk):
    """The server refuses: doctor says so, nothing is lost, and mended it takes what waited."""
    desk.refusal = "451 4.3.0 the disk is full"
    xa.post("/api/v1/requests", nodes.new_request())

    def trouble():
        findings = xb.get("/api/v1/status")["findings"]
        return [row for row in findings if "disk is full" in row["text"]]
    xb.await_that(trouble, "doctor tells of the relay")
    assert xb.run("doctor").returncode == 1
    assert xb.get("/api/v1/mail")["failures"][0]["tries"] == 1
    desk.refusal = None
    return trouble


def main(program):
    with nodes.two_states(program) as (xa, xb, place):
        secret = settings(xb, place)
        desk = Desk()
        certificates_are_checked(xb, secret, desk, place)
        context, authority = certificate(place, "relay", "IP:127.0.0.1")
        server = Server(desk, context, authenticator=check_password, auth_required=True,
                        require_starttls=True)
        server.start()
        try:
            relay = ["mail", "set", "--relay", f"smtp://127.0.0.1:{server.port}", "--from", FROM,
                     "--authority-file", authority]
            wrong = place / "wrong.secret"
            wrong.write_text(f"{NAME}\nnot this\n")
            xb.command(*relay, "--credential-file", wrong)
            assert "535" in refused(xb, "mail", "trial", AN)
            xb.command(*relay, "--credential-file", secret)
            assert not kept_in_the_clear(xb)
            assert "password" not in xb.get("/api/v1/mail")
            address_is_confirmed(xb, xa, desk)
            mail_says_nothing(xb, xa, desk)
            trouble = refusals_wait(xb, xa, desk)
            xb.command(*relay, "--credential-file", secret)
            _, envelope = desk.wait(4)
            assert "2 thông báo" in read(envelope)[1], read(envelope)[1]
            xb.await_that(lambda: not trouble(), "doctor is content")
            xb.command("mail", "trial", AN)
            desk.wait(5)
            assert xb.command("mail", "remove")["relay"] is None
        finally:
            server.stop()
    print("STARTTLS, a name, a password; refused, kept, sent; and no word of a case")


if __name__ == "__main__":
    main(sys.argv[1])
