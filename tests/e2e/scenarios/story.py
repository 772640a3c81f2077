"""The means of the stories beside this file: nodes of three fictional States, and officers who type
commands. A command that succeeds is followed until the other State holds its act; a refusal is held
to the code that it must have."""
import contextlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import nodes  # noqa: E402

STATED = "Stated for the test."


def fill(value, name=""):
    """What a draft leaves open."""
    if isinstance(value, dict):
        return {key: fill(inner, key) for key, inner in value.items()}
    if value is None and name == "recipient_code":
        return "XC"
    if value != "":
        return value
    return {"assistance_type": "h", "emergency_risk": "life"}.get(name, STATED)


class State:
    def __init__(self, node, place):
        self.node, self.place, self.party = node, place, node.party
        self.drafts = 0

    def type(self, *words, refused=None):
        """One command; its JSON, or the code of its refusal."""
        done = self.node.run(*words)
        if refused is None:
            assert done.returncode == 0, f"{self.party} {words}: {done.stdout}{done.stderr}"
            return json.loads(done.stdout)
        assert done.returncode != 0, f"{self.party} {words} must be refused"
        code = json.loads(done.stdout)["error"]["code"]
        assert code == refused, f"{self.party} {words}: {refused} expected, {done.stdout}"
        return code

    def view(self, reference):
        """The request that a reference names, as this State sees it."""
        whole = self.node.get(f"/api/v1/requests/{reference}")
        return next(row for row in whole["requests"] if row["id"] == whole["request"])

    def case(self, reference):
        return self.node.get(f"/api/v1/requests/{reference}")

    def holds(self, act):
        return any(row["id"] == act for known in self.node.requests()
                   for row in self.node.get(f"/api/v1/cases/{known['case']}")["timeline"])


class Matter:
    """One request or piece of information between two States."""

    def __init__(self, asks, answers, sent):
        self.asks, self.answers, self.id, self.case = asks, answers, sent["request"], sent["case"]
        self.reach(answers, sent["act"])

    def reach(self, state, act):
        def there():
            with contextlib.suppress(AssertionError):
                timeline = state.node.get(f"/api/v1/cases/{self.case}")["timeline"]
                return any(row["id"] == act for row in timeline)
            return False
        state.node.await_that(there, f"{act[:8]} is at {state.party}")

    def says(self, state, verb, *words, refused=None):
        done = state.type("request", verb, self.id, *words, refused=refused)
        if refused is None:
            self.reach(self.answers if state is self.asks else self.asks, done["act"])
        return done

    def asking(self, verb, *words, refused=None):
        return self.says(self.asks, verb, *words, refused=refused)

    def answering(self, verb, *words, refused=None):
        return self.says(self.answers, verb, *words, refused=refused)

    def is_(self, status):
        for state in (self.asks, self.answers):
            got = state.view(self.id)["status"]
            assert got == status, f"{state.party} sees {got}, not {status}"
        return self

    def delivers(self, state, *words, size=300_000):
        """A file from one State to the other, until it is there and confirmed."""
        other = self.answers if state is self.asks else self.asks
        image = state.place / f"evidence-{state.party}-{state.drafts}.bin"
        state.drafts += 1
        image.write_bytes(bytes(range(256)) * (size // 256))
        item = state.type("evidence", "add", self.id, image)["items"][0]["id"]
        done = state.type("evidence", "deliver", self.id, *words)
        self.reach(other, done["act"])

        def confirmed():
            return any(row["id"] == item and row["retrieved"]
                       for row in state.view(self.id)["items"])
        state.node.await_that(confirmed, f"{item[:8]} was retrieved")
        return item


class NotInTheLaw(Exception):
    """The treaty data do not hold the measure of a story."""


def draft(state, measure, to, *words, changed=lambda body: None):
    """A draft with everything that the measure asks for, as a file."""
    state.drafts += 1
    file = state.place / f"draft-{state.party}-{state.drafts}.json"
    new = ("request", "new", measure, "--to", to, "--offence", "UNCC-07", "-o", file, *words)
    done = state.node.run(*new)
    if '"HD-3001"' in done.stdout:
        raise NotInTheLaw(measure)
    assert done.returncode == 0, f"{state.party} {new}: {done.stdout}{done.stderr}"
    text = fill(json.loads(file.read_text()))
    changed(text["body"])
    file.write_text(json.dumps(text))
    return file


def opens(asks, answers, measure, *words, changed=lambda body: None, verb="send", case=None,
          more=()):
    file = draft(asks, measure, f"{answers.party}/contact-point", *words, changed=changed)
    more = [*more, *([] if case is None else ["--case", case])]
    return Matter(asks, answers, asks.type("request", verb, file, *more))


def refused_draft(asks, answers, measure, code, changed, verb="send"):
    file = draft(asks, measure, f"{answers.party}/contact-point", changed=changed)
    asks.type("request", verb, file, refused=code)


@contextlib.contextmanager
def three_states(program):
    with nodes.workplace() as (place, cleanup):
        made = [nodes.Node(program, place, party) for party in ("XA", "XB", "XC")]
        for node in made:
            cleanup.callback(node.kill)
            node.start().sign_in()
        for one in made:
            for other in made:
                if one is not other:
                    one.trust(other)
        yield [State(node, place) for node in made]
