"""Validates the treaty data against their JSON Schemas, and their rules against each other.

Usage: schema_test.py TREATY_FOLDER. Reads files only; says what is wrong and exits with 1.
"""

import json
import pathlib
import sys

import jsonschema

SINGLE_FILES = ["articles", "clocks", "declarations", "definitions", "grounds", "instruments",
                "offences"]


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def schemas_of(folder):
    found = {path.name: load(path) for path in sorted((folder / "schema").glob("*.schema.json"))}
    for schema in found.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    return found


def validate(name, value, schema, schemas):
    resolver = jsonschema.RefResolver(schema["$id"], schema, store=schemas)
    validator = jsonschema.Draft202012Validator(schema, resolver=resolver)
    for error in validator.iter_errors(value):
        where = "/".join(str(part) for part in error.absolute_path)
        yield f"{name}: {where}: {error.message}"


def rules_in(value, path=""):
    """Every object that states something of its own: one with a name of any kind."""
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from rules_in(entry, f"{path}/{index}")
    if isinstance(value, dict):
        if not path.endswith("/source"):
            names = {"id", "code", "number", "letter", "name", "measure", "text"} & value.keys()
            names -= {"text"} if "letter" in value else set()
            if names:
                yield path, value
        for key, entry in value.items():
            yield from rules_in(entry, f"{path}/{key}")


def check_sources(name, value):
    for path, rule in rules_in(value):
        source = rule.get("source")
        if not isinstance(source, dict):
            yield f"{name}: {path}: a rule without a source"
        elif not source.get("citation") or not isinstance(source.get("verified"), bool):
            yield f"{name}: {path}: a source needs a citation and a verified flag"
        elif source["verified"] and "Read in" not in source["note"]:
            yield f"{name}: {path}: a verified rule says where it was read"


def check_unique(name, rows, key):
    seen = set()
    for row in rows:
        if row[key] in seen:
            yield f"{name}: {row[key]} appears twice"
        seen.add(row[key])


def check_references(data, measures):
    grounds = {row["code"]: row for row in data["grounds"]["grounds"]}
    clocks = {row["id"] for row in data["clocks"]["clocks"]}
    classes = {row["id"] for row in data["offences"]["classes"]}
    instruments = {row["id"] for row in data["instruments"]["instruments"]}
    articles = {row["number"] for row in data["articles"]["articles"]}
    for name, measure in measures.items():
        if name != measure["id"]:
            yield f"measures/{name}.json holds {measure['id']}"
        for code in measure["grounds"]:
            if code not in grounds or grounds[code]["forbidden"]:
                yield f"{name}: {code} is not a ground"
        for limit in measure["ground_limits"]:
            if limit["code"] not in measure["grounds"]:
                yield f"{name}: a limit on {limit['code']}, which is not its ground"
        missing = set(measure["clocks"]) - clocks | set(measure["offence_classes"]) - classes
        missing |= {measure["instrument"]} - instruments | {measure["article"]} - articles
        missing |= set(measure["relies_on"]) - measures.keys()
        yield from (f"{name}: {entry} is named but not there" for entry in sorted(missing))


def check_bases(data, measures, bases):
    """A basis carries measures that are there, each once, by grounds and clocks that are there."""
    grounds = {row["code"] for row in data["grounds"]["grounds"] if not row["forbidden"]}
    clocks = {row["id"] for row in data["clocks"]["clocks"]}
    codes = {row["code"] for row in data["offences"]["offences"]}
    declarations = {row["id"] for row in data["declarations"]["declarations"]}
    instruments = {row["id"]: row for row in data["instruments"]["instruments"]}
    for name, basis in bases.items():
        if name != basis["instrument"] or name not in instruments:
            yield f"bases/{name}.json holds {basis['instrument']}"
        seen = set()
        for row in basis["carries"]:
            if row["measure"] in seen:
                yield f"{name}: {row['measure']} appears twice"
            seen.add(row["measure"])
            missing = set(row["grounds"] or []) | set(row["more_grounds"])
            missing = (missing - grounds) | (set(row["clocks"] or []) - clocks)
            missing |= set(row["offences"]) - codes | {row["measure"]} - measures.keys() - {"*"}
            limits = {limit["declaration"] for limit in row["ground_limits"] or []} - {None}
            missing |= limits - declarations
            yield from (f"{name}: {entry} is named but not there" for entry in sorted(missing))
    carried = instruments.keys() - bases.keys() - {"uncc"}
    yield from (f"{name} is a legal basis that carries nothing" for name in sorted(carried))


def check_declarations(data, measures):
    for rule in data["declarations"]["declarations"]:
        missing = set(rule["concerns"]) | set(rule["closes"])
        missing -= measures.keys() | {"*"}
        yield from (f"{rule['id']}: {entry} is no measure" for entry in sorted(missing))
        if bool(rule["closes"]) != (rule["closes_when"] is not None):
            yield f"{rule['id']}: what it closes and when go together"


def check_periods(data):
    """Days come from the Convention alone: no house rule states any (see treaty/README.md)."""
    for rule in data["clocks"]["clocks"]:
        if rule["kind"] in ("house-rule", "requested-deadline") and rule["days"] is not None:
            yield f"clocks: {rule['id']}: a period that no instrument states"


def findings(folder):
    schemas = schemas_of(folder)
    data = {name: load(folder / f"{name}.json") for name in SINGLE_FILES}
    measures = {path.stem: load(path) for path in sorted((folder / "measures").glob("*.json"))}
    bases = {path.stem: load(path) for path in sorted((folder / "bases").glob("*.json"))}
    for name, value in bases.items():
        yield from validate(name, value, schemas["basis.schema.json"], schemas)
        yield from check_sources(name, value)
    yield from check_bases(data, measures, bases)
    yield from check_declarations(data, measures)
    for name, value in data.items():
        yield from validate(name, value, schemas[f"{name}.schema.json"], schemas)
        yield from check_sources(name, value)
    for name, value in measures.items():
        yield from validate(name, value, schemas["measure.schema.json"], schemas)
        yield from check_sources(name, value)
        yield from check_unique(name, value["contents"], "name")
    for path in sorted((folder / "examples").glob("*.json")):
        yield from validate(path.name, load(path), schemas["own-law.schema.json"], schemas)
        yield from check_sources(path.name, load(path))
    yield from check_unique("articles", data["articles"]["articles"], "number")
    yield from check_unique("clocks", data["clocks"]["clocks"], "id")
    yield from check_unique("declarations", data["declarations"]["declarations"], "id")
    yield from check_unique("grounds", data["grounds"]["grounds"], "code")
    yield from check_unique("offences", data["offences"]["offences"], "code")
    yield from check_references(data, measures)
    yield from check_periods(data)


def main():
    found = list(findings(pathlib.Path(sys.argv[1])))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
