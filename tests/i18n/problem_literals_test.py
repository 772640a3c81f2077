#!/usr/bin/python3
"""What the program says of an error stands under `problem.*` in the English catalogue, and nothing
else does: so it is translated. Read are the texts of every `Error{Code::...}` and of the functions
that make one, in the rooms whose errors people meet; "{}" of fmt::format is "{0}", "{1}" there.

Usage: problem_literals_test.py SOURCE-FOLDER"""
import json
import pathlib
import re
import sys

# Left in English: what only a damaged file, journal or package says, and what nobody translates.
ROOMS = ("acts", "base", "casework", "cli", "directory", "http", "mail", "node", "treaty",
         "vault")
COMMAND = r"haidang(?: [a-z-]+){1,3}(?: (?:--[a-z-]+|[A-Z]+|\{\}|\.\.\.))*"
LEFT_OUT = re.compile(
    r"(?:act|item|selector|request|profile|delivery|deliver|note|receipt|retrieved|"
    r"manifest)\b"
    r"\S*: |"
    rf"{COMMAND}(?:; {COMMAND})*$")
NARRATION = ("demo_commands.cpp", "demo_stage.cpp")
MAKERS = ("bad", "bad_link", "bad_row", "broken", "chunk_error", "csrf_error", "finding",
          "malformed", "no_emblem", "not_a_text", "not_now", "other_item", "parse_failure",
          "refused", "stale", "storage_error", "unclean", "unreachable", "wrong")
LITERAL = r'"(?:[^"\\]|\\.)*"'


def pieces(text, separator):
    """Split where the separator stands outside of literals and brackets."""
    out, depth, at, begin = [], 0, 0, 0
    while at < len(text):
        literal = re.compile(LITERAL).match(text, at)
        if literal:
            at = literal.end()
            continue
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
        elif depth == 0 and text[at] == separator and "::" not in text[at - 1:at + 2]:
            out.append(text[begin:at].strip())
            begin = at + 1
        at += 1
    return [*out, text[begin:].strip()]


def inside(text, begin):
    """What stands from there to the bracket that closes."""
    depth, at = 1, begin
    while at < len(text) and depth:
        literal = re.compile(LITERAL).match(text, at)
        if literal:
            at = literal.end()
            continue
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(text[at], 0)
        at += 1
    return text[begin:at - 1]


def unquoted(literal):
    return json.loads(literal.replace("\\'", "'"))


def sentences(argument):
    """The texts that an argument may be, "{}" for what is put in."""
    argument = re.sub(r'"\s*\n\s*"', "", argument.strip())
    if re.fullmatch(LITERAL, argument):
        return [unquoted(argument)]
    called = re.match(r"(fmt::format|std::string)\(", argument)
    if called and inside(argument, called.end()) == argument[called.end():-1]:
        return sentences(pieces(argument[called.end():-1], ",")[0])
    branches = pieces(argument, "?")
    if len(branches) == 2:
        return [one for branch in pieces(branches[1], ":") for one in sentences(branch)]
    sum_of = pieces(argument, "+")
    if len(sum_of) > 1 and any(re.fullmatch(LITERAL, one) for one in sum_of):
        return ["".join(unquoted(one) if re.fullmatch(LITERAL, one) else "{}" for one in sum_of)]
    return []


def said_in(source):
    source = re.sub(r"(?m)^\s*//.*$", "", source)
    for found in re.finditer(r"Error\s*\{|\{(?=Code::)", source):
        code, *texts = pieces(inside(source, found.end()), ",")
        if "ode" in code and "Code::internal" not in code:
            for text in texts[:3]:
                yield from sentences(text)
    for found in re.finditer(rf"(?<![\w:.>\"])(?:{'|'.join(MAKERS)})\(", source):
        for text in pieces(inside(source, found.end()), ","):
            yield from sentences(text)
    for found in re.finditer(r"\.(?:next|why|what) = ([^;]*);", source):
        yield from sentences(found.group(1))


def is_sentence(text):
    letters = re.sub(r"\{[^}]*\}", "", text)
    return (" " in text.strip() and len(re.findall("[A-Za-z]", letters)) >= 5 and
            not LEFT_OUT.match(text))


def in_the_program(root):
    out = {}
    for room in ROOMS:
        for path in sorted((root / "src" / room).glob("*.[ch]pp")):
            if re.search(r"test|fuzz", path.name) or path.name in NARRATION:
                continue
            for text in filter(is_sentence, said_in(path.read_text())):
                out.setdefault(re.sub(r"\{[^}]*\}", "{}", text.strip()), path.name)
    return out


def in_the_catalogue(root):
    texts = json.loads((root / "i18n/en.json").read_text())["texts"]
    return {re.sub(r"\{\d+\}", "{}", re.sub("[‘’]", "'", entry["text"])): key
            for key, entry in texts.items() if key.startswith("problem.")}


def main(folder):
    root = pathlib.Path(folder)
    program, catalogue = in_the_program(root), in_the_catalogue(root)
    wrong = [f"{program[text]}: \"{text}\" is in English alone; give it a key problem.NAME"
             for text in sorted(program.keys() - catalogue.keys())]
    wrong += [f"{catalogue[text]}: no error says \"{text}\""
              for text in sorted(catalogue.keys() - program.keys())]
    print("\n".join(wrong) or f"ok: {len(program)} texts of errors have their translations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
