#!/usr/bin/python3
"""Power cuts: two nodes are killed again and again while officers work on both sides and a large
item of evidence travels. Afterwards nothing that was acknowledged is missing or doubled, and what
was fetched once is not fetched again.

Usage: crash_test.py HAIDANG-PROGRAM [--rounds N] [--seed N] [--evidence-mib N]
"""
import argparse
import collections
import contextlib
import os
import random
import socket
import sys
import threading
import time

sys.dont_write_bytecode = True
import nodes  # noqa: E402
from nodes import Unreachable  # noqa: E402

MIB = 1 << 20
CHUNK = 4 * MIB
# Each may cost the three chunks that were under way, so that these cost 36 MiB at most.
CUTS_IN_TRANSFER = 3


class Relay:
    """Stands before XB's port, as a network does, and counts what XB sends through it."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.target = None
        self.sent_back = 0
        self.moved = threading.Condition()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    near.close()
                    continue
                threading.Thread(target=self.copy, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self.copy, args=(far, near, True), daemon=True).start()

    def copy(self, source, sink, counted):
        with contextlib.suppress(OSError):
            while data := source.recv(256 * 1024):
                if counted:
                    with self.moved:
                        self.sent_back += len(data)
                        self.moved.notify_all()
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def wait_for(self, count, patience):
        """Until XB sent so many bytes in all."""
        with self.moved:
            return self.moved.wait_for(lambda: self.sent_back >= count, patience)


class Desk(threading.Thread):
    """An officer who works on, whatever happens to the node."""

    def __init__(self, node, seed):
        super().__init__(daemon=True)
        self.node, self.random = node, random.Random(seed)
        self.up, self.over = threading.Event(), threading.Event()
        self.up.set()
        self.acknowledged = []  # acts that the node answered with 201
        self.surprises = []
        self.client = node.client()

    def run(self):
        try:
            while not self.over.is_set():
                try:
                    self.work()
                except Unreachable:
                    self.over.wait(0.01)
                    self.up.wait(nodes.PATIENCE)
        except Exception as error:  # told at the end, by the main thread
            self.surprises.append(repr(error))

    def ask(self, method, path, body=None, expected=(200, 201)):
        answer = self.client.ask(method, path, body)
        if answer.status not in expected and answer.status != 503:
            self.surprises.append(f"{method} {path}: {answer.status} {answer.raw[:300]}")
        if answer.status == 201:
            self.acknowledged.append(answer.json["act"])
        return answer

    def act(self, request, kind, **body):
        # A lost answer is asked for again; then the step may have been taken already (HD-4003).
        return self.ask("POST", f"/api/v1/requests/{request}/acts", {"kind": kind, "body": body},
                        (201, 409))


class Asking(Desk):
    def __init__(self, node, seed):
        super().__init__(node, seed)
        self.opened = []

    def work(self):
        if self.opened and self.random.random() < 0.5:
            self.act(self.random.choice(self.opened), "notify", text="More about this.")
        else:
            answer = self.ask("POST", "/api/v1/requests", nodes.new_request())
            if answer.status == 201:
                self.opened.append(answer.json["request"])
        self.over.wait(0.02)


class Answering(Desk):
    def work(self):
        rows = self.ask("GET", "/api/v1/requests").json["requests"]
        for row in rows:
            if row["status"] == "sent":
                self.act(row["id"], "acknowledge", text="Read.")
            elif row["status"] == "acknowledged":
                self.act(row["id"], "preserved", until="2100-01-01T00:00:00Z", note="")
        self.over.wait(0.05)


def send_evidence(xa, xb, place, size):
    """Delivered, and not yet fetched: XA is down."""
    sent = xa.post("/api/v1/requests", nodes.new_request(measure="stored-data"))
    request = sent["request"]
    xb.await_status(request, "sent")
    xb.act(request, "accept", text="Accepted.")
    xa.await_status(request, "accepted", "executing")
    image = place / "disk.img"
    with image.open("wb") as out:
        for _ in range(size // CHUNK):
            out.write(os.urandom(CHUNK))
    xb.command("evidence", "add", request, image)
    image.unlink()
    xa.kill()
    xb.command("evidence", "deliver", request)
    return sent


class Cuts:
    def __init__(self, desks, relay, request, size, chance):
        self.desks, self.relay, self.request, self.size = desks, relay, request, size
        self.chance = chance
        self.in_transfer = 0
        self.begun_at = relay.sent_back

    def arrived(self):
        xa = self.desks[0].node
        items = xa.get(f"/api/v1/requests/{self.request}/evidence")["items"]
        return bool(items) and all(item["state"] == "complete" for item in items)

    def wait(self):
        """A random moment: by bytes as long as evidence travels, so that it does not hang on the
        speed of the machine; then by time."""
        gap = int(self.size / CUTS_IN_TRANSFER * self.chance.uniform(0.9, 1.2))
        aim = self.relay.sent_back + gap
        while not self.arrived():
            if self.relay.wait_for(aim, 0.5):
                self.in_transfer += 1
                return
        threading.Event().wait(self.chance.uniform(0.0, 0.5))

    def cut(self):
        hit = self.chance.choice([(0,), (1,), (0, 1)])
        for index in hit:
            self.desks[index].up.clear()
            self.desks[index].node.kill()
        for index in hit:
            self.desks[index].node.start()
            self.desks[index].up.set()
        return len(hit)


def timelines(node):
    """Every case: its statuses, and for each Party its acts in order."""
    out = {}
    client = node.client()
    for case in {row["case"] for row in node.requests()}:
        view = client.ask("GET", "/api/v1/cases/" + case).json
        acts = collections.defaultdict(list)
        for act in view["timeline"]:
            acts[act["party"]].append(act["id"])
        statuses = {row["id"]: row["status"] for row in view["requests"]}
        out[case] = (dict(acts), statuses)
    return out


def nothing_waits(node):
    return all(row["waiting"] == 0 and row["parked"] == 0
               for row in node.get("/api/v1/status")["backlog"])


def check_acts(xa, xb, desks):
    ours, theirs = timelines(xa), timelines(xb)
    assert ours.keys() == theirs.keys(), f"cases differ: {ours.keys() ^ theirs.keys()}"
    for case, view in ours.items():
        assert view == theirs[case], f"case {case} differs:\n{view}\n{theirs[case]}"
    seen = collections.Counter(act for acts, _ in ours.values() for rows in acts.values()
                               for act in rows)
    assert set(seen.values()) == {1}, "an act is there twice"
    acknowledged = [act for desk in desks for act in desk.acknowledged]
    missing = [act for act in acknowledged if seen[act] != 1]
    assert not missing, f"{len(missing)} acts were acknowledged and are not there: {missing[:3]}"
    for node in (xa, xb):
        client = node.client()
        for acts, _ in ours.values():
            for act in acts.get(node.party, ()):
                answer = client.ask("GET", f"/api/v1/acts/{act}/receipt")
                assert answer.status == 200, f"no receipt for {act}: {answer.raw}"
                event = answer.json["event"]
                assert event["kind"] == "delivery", f"{act} was not delivered: {answer.raw}"
    return len(seen), len(acknowledged)


def check_evidence(xa, sent, place, sent_back, cuts):
    items = xa.get(f"/api/v1/requests/{sent['request']}/evidence")["items"]
    assert [item["state"] for item in items] == ["complete"], items
    allowed = int(cuts.size * 1.1)
    assert sent_back <= allowed, f"{sent_back} bytes were sent for {cuts.size}"
    package = place / "package"
    xa.command("package", "make", sent["request"], "-o", package)
    verified = xa.run("package", "verify", package)
    assert verified.returncode == 0, verified.stdout[:2000] + verified.stderr


def play(program, rounds, seed, size):
    relay, started = Relay(), time.monotonic()
    outward = ("--endpoint", f"https://127.0.0.1:{relay.port}")
    with nodes.two_states(program, xb_options=outward,
                          on_made=lambda xa, xb: setattr(relay, "target", xb.port)) as (
            xa, xb, place):
        sent = send_evidence(xa, xb, place, size)
        begun = time.monotonic()
        desks = (Asking(xa, seed), Answering(xb, seed))
        cuts = Cuts(desks, relay, sent["request"], size, random.Random(seed))
        xa.start()
        for desk in desks:
            desk.start()
        kills = 0
        for _ in range(rounds):
            cuts.wait()
            kills += cuts.cut()
        for desk in desks:
            desk.over.set()
            desk.join(nodes.PATIENCE)
            assert not desk.surprises, desk.surprises[:5]
        print(f"{begun - started:.0f} s to begin; {rounds} rounds, {kills} kills, "
              f"{cuts.in_transfer} of the rounds while evidence "
              f"travelled, {time.monotonic() - begun:.0f} s", flush=True)
        xa.await_status(sent["request"], "retrieved")
        for node in (xa, xb):
            node.await_that(lambda node=node: nothing_waits(node), "nothing waits")
        sent_back = relay.sent_back - cuts.begun_at
        total, acknowledged = check_acts(xa, xb, desks)
        check_evidence(xa, sent, place, sent_back, cuts)
        for node in (xa, xb):
            node.command("journal", "verify")
            node.stop()
        print(f"{total} acts, of them {acknowledged} acknowledged to officers who worked: "
              f"each is at "
              f"both nodes once, in order, with a receipt; {size // MIB} MiB of evidence took "
              f"{sent_back / size:.3f} times their size")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--evidence-mib", type=int, default=512)
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    play(given.program, given.rounds, given.seed, given.evidence_mib * MIB)


if __name__ == "__main__":
    main()
