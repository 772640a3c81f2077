"""The catalogues as files: their form, and what is left to review.

Usage: catalogues.py check | sort | report
  check   say what is wrong (schema, order, missing and stray keys), exit with 1 if anything is
  sort    write every catalogue in its one form: one entry a line, sorted by key
  report  how many texts of each language nobody has answered for yet
"""

import json
import pathlib
import sys

import jsonschema

FOLDER = pathlib.Path(__file__).parent
LANGUAGES = ["ar", "en", "es", "fr", "pt", "ru", "vi", "zh"]


def path_of(language):
    return FOLDER / f"{language}.json"


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def in_form(catalogue):
    """The one way to write a catalogue: a change of one text is a change of one line."""
    head = "".join(
        f"  {json.dumps(name)}: {json.dumps(catalogue[name], ensure_ascii=False)},\n"
        for name in ("language", "autonym", "direction")
    )
    rows = ",\n".join(
        f"    {json.dumps(key)}: {json.dumps(entry, ensure_ascii=False)}"
        for key, entry in sorted(catalogue["texts"].items())
    )
    return f'{{\n{head}  "texts": {{\n{rows}\n  }}\n}}\n'


def findings():
    validator = jsonschema.Draft202012Validator(load(FOLDER / "catalogue.schema.json"))
    english = load(path_of("en"))["texts"].keys()
    for language in LANGUAGES:
        path = path_of(language)
        catalogue = load(path)
        for error in validator.iter_errors(catalogue):
            where = "/".join(str(part) for part in error.absolute_path)
            yield f"{path.name}: {where}: {error.message}"
        if catalogue["language"] != language:
            yield f"{path.name}: holds {catalogue['language']}"
        keys = catalogue["texts"].keys()
        yield from (f"{path.name}: lacks {key}" for key in sorted(english - keys))
        yield from (f"{path.name}: alone has {key}" for key in sorted(keys - english))
        if path.read_text(encoding="utf-8") != in_form(catalogue):
            yield f"{path.name}: not in its form; run python3 i18n/catalogues.py sort"


def check():
    found = list(findings())
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def sort():
    for language in LANGUAGES:
        path = path_of(language)
        path.write_text(in_form(load(path)), encoding="utf-8")
    return 0


def report():
    for language in LANGUAGES:
        catalogue = load(path_of(language))
        states = [entry["review"] for entry in catalogue["texts"].values()]
        counted = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
        print(f"{language}  {catalogue['autonym']}: {len(states)} texts ({counted})")
    return 0


def main():
    commands = {"check": check, "sort": sort, "report": report}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    return commands[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
