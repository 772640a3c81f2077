#!/usr/bin/python3
"""No sentence for people stands in src/cli: it comes from i18n/, in eight languages. Looked at are
the texts of results, `Outcome{"..."`, `text = "..."`, `text += "..."`, and the same through
fmt::format. The demonstration's own narration is left out.

Usage: cli_literals_test.py SOURCE-FOLDER"""
import pathlib
import re
import sys

BEGINS = re.compile(r'(?:Outcome\{|text \+?= |text\()\s*(?:fmt::format\(\s*)?"((?:[^"\\]|\\.)*)"')
SENTENCE = re.compile(r"[A-Za-z]{3,} [A-Za-z]{2,}")
LEFT_OUT = {"demo_commands.cpp", "demo_stage.cpp"}


def findings(folder):
    for path in sorted((folder / "src/cli").glob("*.cpp")):
        if path.name in LEFT_OUT:
            continue
        text = path.read_text()
        for found in BEGINS.finditer(text):
            said = re.sub(r"\{[^}]*\}|\\n", " ", found.group(1))
            if SENTENCE.search(said) and not said.strip().startswith("haidang "):
                line = text.count("\n", 0, found.start()) + 1
                yield f"{path}:{line}: \"{found.group(1)}\" is in English alone"


def main(folder):
    found = list(findings(pathlib.Path(folder)))
    print("\n".join(found) or "ok: no sentence of a result is in English alone")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
