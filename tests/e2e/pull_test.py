#!/usr/bin/python3
"""A Party whose network lets nothing in: XB only calls out, and everything goes both ways through
XA's port. Usage: pull_test.py HAIDANG-PROGRAM"""
import os
import sys

sys.dont_write_bytecode = True
import nodes  # noqa: E402


def preserve(xa, xb):
    """XA asks; XB fetches the request and brings its answers."""
    sent = xa.post("/api/v1/requests", nodes.new_request())
    request = sent["request"]
    xb.await_status(request, "sent")
    xb.act(request, "acknowledge", text="Read.")
    xa.await_status(request, "acknowledged")
    xa.act(request, "notify", text="More about this.")
    xb.act(request, "preserved", until="2100-01-01T00:00:00Z", note="")
    xa.await_status(request, "preserved")
    return sent


def hand_over(xa, xb, place):
    """XB asks for data and fetches them from XA."""
    sent = xb.post("/api/v1/requests", nodes.new_request(to="XA/contact-point",
                                                         measure="stored-data"))
    request = sent["request"]
    xa.await_status(request, "sent")
    xa.act(request, "accept", text="Accepted.")
    image = place / "image"
    image.write_bytes(os.urandom(9_000_000))
    xa.command("evidence", "add", request, image)
    xa.command("evidence", "deliver", request)
    xa.await_status(request, "retrieved")
    return sent


def ask_back(xa, xb):
    """The side that only calls out asks as well."""
    sent = xb.post("/api/v1/requests", nodes.new_request(to="XA/contact-point"))
    xa.await_status(sent["request"], "sent")
    xa.act(sent["request"], "refuse", grounds=["ESSENTIAL_INTERESTS"], reasons="Stated.")
    xb.await_status(sent["request"], "refused")
    return sent


def both_hold(xa, xb, case):
    def acts(node):
        return {act["id"] for act in node.get("/api/v1/cases/" + case)["timeline"]}

    xb.await_that(lambda: acts(xa) == acts(xb), "both hold the same acts")
    for node in (xa, xb):
        client = node.client()

        def receipted(node=node, client=client):
            own = [act["id"] for act in node.get("/api/v1/cases/" + case)["timeline"]
                   if act["party"] == node.party]
            return all(client.ask("GET", f"/api/v1/acts/{act}/receipt").status == 200
                       for act in own)

        node.await_that(receipted, "every act has its receipt")


def play(program):
    with nodes.two_states(program, xb_options=("--no-inbound",)) as (xa, xb, place):
        profile = xa.get("/api/v1/parties")["parties"][0]
        assert profile["endpoint"] == "", profile
        cases = [preserve(xa, xb)]
        cases.append(ask_back(xa, xb))
        cases.append(hand_over(xa, xb, place))
        for node in (xa, xb):  # what was learnt is still known, and pulling goes on
            node.kill()
            node.start()
        cases.append(preserve(xa, xb))
        for sent in cases:
            both_hold(xa, xb, sent["case"])
        for node in (xa, xb):
            node.command("journal", "verify")
            node.stop()
    print("preservations, a refusal and evidence went both ways through one port")


if __name__ == "__main__":
    play(sys.argv[1])
