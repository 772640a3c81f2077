#!/usr/bin/python3
"""The command line in eight languages, against a running node: what an officer sees is in the
language of --lang or LANG, what a program reads never is. Usage: languages_test.py
HAIDANG-PROGRAM I18N-FOLDER"""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import nodes  # noqa: E402

LANGUAGES = ["ar", "en", "es", "fr", "pt", "ru", "vi", "zh"]
GROUPS = "article|measure|ground|clock|clock-kind|clock-state|offence|act|status|role|error|cli"
BARE_KEY = re.compile(rf"(?<![\w/.-])({GROUPS})\.[a-z][a-z-]*(?![\w/])")
UNTRANSLATED = ("Acknowledged", "not yet verified", "rule of the treaty", "Waits for")


class Speaker:
    """The program as an officer types it, in one language."""

    def __init__(self, node, folder, language):
        self.node, self.language = node, language
        self.texts = json.loads((folder / f"{language}.json").read_text())["texts"]

    def text(self, key):
        return self.texts[key]["text"]

    def say(self, *arguments, environment=None, option=True):
        words = [self.node.program, *map(str, arguments), "--data", str(self.node.data)]
        if option:
            words += ["--lang", self.language]
        inherited = {name: value for name, value in os.environ.items()
                     if not name.startswith("LC_") and name not in ("LANG", "LANGUAGE")}
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=120, env={**inherited, **(environment or {})})

    def said(self, *arguments, status=0, **how):
        done = self.say(*arguments, **how)
        out = done.stdout + done.stderr
        assert done.returncode == status, f"{self.language} {arguments}: {done.returncode} {out}"
        assert not BARE_KEY.search(out), f"{self.language} {arguments}: a bare key in {out}"
        return out

    def expect(self, out, *keys):
        for key in keys:
            first = self.text(key).split("{")[0].split("\n")[0].strip()
            assert first and first in out, f"{self.language}: no {key} ({first}) in {out}"
        if self.language != "en":
            for english in UNTRANSLATED:
                assert english not in out, f"{self.language}: '{english}' in {out}"

    def expect_problem(self, out, *names):
        """What happened, and what to do next: sentences of their own, none of them in English."""
        for name in names:
            said = self.text(f"problem.{name}")
            if self.language == "en":  # as the program says it
                said = re.sub("[‘’]", "'", said)
            pieces = re.split(r"\{\d\}", said)
            assert all(piece in out for piece in pieces), f"{self.language}: no {name} in {out}"


def see_the_case(speaker, request):
    shown = speaker.said("request", "show", request, "--timeline")
    speaker.expect(shown, "status.acknowledged", "measure.preservation", "offence.UNCC-07",
                   "clock.needed-by", "clock-kind.requested-deadline", "cli.not-verified",
                   "act.request", "act.acknowledge", "cli.timeline", "cli.label.clock")
    for part in ("2100", "Asia/Ho_Chi_Minh", "Europe/Paris"):
        assert part in shown, f"{speaker.language}: no {part} in {shown}"
    listed = speaker.said("request", "list")
    speaker.expect(listed, "cli.column.reference", "status.acknowledged", "measure.preservation")
    assert request[:8] in listed, listed
    status = speaker.said("status")
    speaker.expect(status, "cli.due-first", "status.acknowledged", "cli.label.fingerprint")


def see_what_is_missing(speaker, place):
    draft = place / f"{speaker.language}.json"
    made = speaker.said("request", "new", "preservation", "--offence", "UNCC-07", "-o",
                        draft)
    speaker.expect(made, "content.preservation.necessity", "cli.draft-written")
    missing = speaker.said("request", "check", draft, status=7)
    cited = speaker.text("web.article").replace("{article}", "42(3)(e)")
    plain = missing.replace("\u2068", "").replace("\u2069", "")
    assert "HD-3002" in plain and cited in plain, missing
    speaker.expect(missing, "content.preservation.necessity")
    speaker.expect_problem(missing, "the-request-lacks-what-the")


def see_the_same_in_the_api(speaker):
    """RFC 9457, RFC 9110: a problem's sentences are in the language that is accepted."""
    accepts = {"accept-language": f"xx, {speaker.language};q=0.9"}
    answer = speaker.node.client().ask("GET", "/api/v1/requests/ffffffff", headers=accepts)
    problem = answer.json
    assert answer.status == 404 and problem["code"] == answer.code, problem
    speaker.expect_problem(problem["title"], "there-is-no-request-here")
    assert answer.headers.get("content-language", "en") == speaker.language, answer.headers


def see_what_is_wrong(speaker):
    """A node that knows nobody says so, at the terminal and in the browser."""
    speaker.expect_problem(speaker.said("doctor", status=1), "no-other-party-is-pinned")
    found = speaker.node.get(f"/api/v1/status?lang={speaker.language}")["findings"]
    assert speaker.text("problem.no-other-party-is-pinned") in [row["text"] for row in found], found


def see_errors_and_the_law(speaker):
    nowhere = speaker.said("request", "show", "ffffffff", status=5)
    speaker.expect_problem(nowhere, "there-is-no-request-here")
    see_the_same_in_the_api(speaker)
    speaker.expect(speaker.said("explain", "HD-6001"), "error.HD-6001", "error.HD-6001.next")
    article = speaker.said("explain", "art", "42")
    speaker.expect(article, "article.42", "explain.NOT-VERIFIED")
    english = json.loads(speaker.said("explain", "art", "42", "--json"))["text"]
    assert english.startswith("Article 42."), english


def by_environment(speaker):
    """LC_ALL before LC_MESSAGES before LANG; --lang before all of them; C and unknown: English."""
    def column(environment, option=False):
        return speaker.said("request", "list", environment=environment, option=option)

    own, english = speaker.text("cli.column.status"), "STATUS"
    locale = f"{speaker.language}_XX.UTF-8"
    assert own in column({"LANG": locale})
    assert own in column({"LANG": "de_DE.UTF-8", "LC_ALL": locale})
    assert own in column({"LC_MESSAGES": locale, "LANG": "C"})
    assert own in column({"LC_ALL": "C"}, option=True)
    for environment in ({}, {"LANG": "C.UTF-8"}, {"LANG": "de_DE.UTF-8"},
                        {"LANG": locale, "LC_ALL": "POSIX"}):
        assert english in column(environment), environment


def same_json(speaker, request):
    def json_of(*arguments):
        out = json.loads(speaker.said(*arguments, "--json"))
        return json.dumps(out, sort_keys=True)

    return [json_of("request", "list"), json_of("request", "show", request),
            json_of("party", "list")]


def play(program, folder):
    zones = ("--time-zone", "Asia/Ho_Chi_Minh"), ("--time-zone", "Europe/Paris")
    with nodes.two_states(program, *zones) as (xa, xb, place):
        body = nodes.request_body(needed_by="2100-01-01T00:00:00Z", needed_by_reason="A hearing.")
        request = xa.post("/api/v1/requests", {"to": "XB/contact-point", "body": body})["request"]
        xb.await_status(request, "sent")
        xb.act(request, "acknowledge", text="Read.")
        xa.await_status(request, "acknowledged")
        answers = []
        for language in LANGUAGES:
            speaker = Speaker(xa, folder, language)
            see_the_case(speaker, request)
            see_what_is_missing(speaker, place)
            see_errors_and_the_law(speaker)
            by_environment(speaker)
            answers.append(same_json(speaker, request))
        assert all(answer == answers[0] for answer in answers), "JSON was translated"
        lonely = nodes.Node(program, place, "XC").start().sign_in()
        try:
            for language in LANGUAGES:
                see_what_is_wrong(Speaker(lonely, folder, language))
        finally:
            lonely.kill()
        unknown = Speaker(xa, folder, "en").say("status", "--lang", "tlh", option=False)
        assert unknown.returncode == 2 and "Tiếng Việt" in unknown.stderr, unknown
    print(f"{len(LANGUAGES)} languages for people, one JSON for programs")


if __name__ == "__main__":
    play(sys.argv[1], pathlib.Path(sys.argv[2]))
