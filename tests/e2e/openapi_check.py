#!/usr/bin/python3
"""Does an answer of a running node have the shape that api/openapi.yaml promises?

As a module:

    api = OpenApi.load("api/openapi.yaml")
    api.check("GET", "/api/v1/requests", 200, body)      # raises Mismatch

`body` is what the answer's JSON parses to; for other media types pass the raw bytes. A status that
the operation does not name is checked against its `default`, which is a problem (RFC 9457).

As a program: `openapi_check.py [openapi.yaml]` checks the description itself: every reference
resolves, every schema is one, every operation has a name of its own, security and responses.
"""
import pathlib
import re
import sys

import jsonschema
import yaml

METHODS = ("get", "post", "put", "patch", "delete", "options")
JSON_TYPE = re.compile(r"^application/([a-z.-]+\+)?json$")


class Mismatch(AssertionError):
    """The node and its description disagree."""


class Operation:
    def __init__(self, method, template, definition):
        self.method = method
        self.template = template
        self.definition = definition
        # The last parameter of a tile's path spans several segments.
        pattern = re.escape(template).replace(r"\{path\}", ".+")
        self.pattern = re.compile("^" + re.sub(r"\\{[a-z]+\\}", "[^/]+", pattern) + "$")

    @property
    def name(self):
        return self.definition.get("operationId", f"{self.method.upper()} {self.template}")


class OpenApi:
    def __init__(self, document):
        self.document = document
        self.resolver = jsonschema.RefResolver("", document)
        self.operations = [
            Operation(method, template, item[method])
            for template, item in document["paths"].items()
            for method in METHODS
            if method in item
        ]

    @classmethod
    def load(cls, path):
        return cls(yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8")))

    def operation(self, method, path):
        """The operation behind a request; a literal path wins over one with a parameter."""
        bare = path.split("?", 1)[0]
        found = [
            row
            for row in self.operations
            if row.method == method.lower() and row.pattern.match(bare)
        ]
        if not found:
            raise Mismatch(f"{method} {bare} is not described")
        return min(found, key=lambda row: row.template.count("{"))

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            _, node = self.resolver.resolve(node["$ref"])
        return node

    def response(self, operation, status):
        responses = operation.definition["responses"]
        row = responses.get(str(status)) or (responses.get("default") if status >= 400 else None)
        if row is None:
            raise Mismatch(f"{operation.name}: status {status} is not described")
        return self.resolve(row)

    def errors(self, schema, value):
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
        for error in sorted(validator.iter_errors(value), key=lambda row: list(row.path)):
            where = "/".join(str(part) for part in error.path) or "the whole body"
            yield f"{where}: {error.message[:300]}"

    def check(self, method, path, status, body=None, media_type=None):
        """Raises Mismatch; returns the operation's name, for counting what was covered."""
        operation = self.operation(method, path)
        content = self.response(operation, status).get("content")
        if content is None:
            if body not in (None, b"", ""):
                raise Mismatch(f"{operation.name}: status {status} has no body by its description")
            return operation.name
        if media_type is not None and media_type not in content:
            named = ", ".join(content)
            raise Mismatch(f"{operation.name}: {media_type} was sent, {named} is described")
        chosen = media_type or next(iter(content))
        if JSON_TYPE.match(chosen):
            found = list(self.errors(content[chosen]["schema"], body))
            if found:
                raise Mismatch(f"{operation.name} {status}: " + "; ".join(found))
        return operation.name

    def check_request(self, method, path, body):
        """The same for what a client sends."""
        operation = self.operation(method, path)
        content = operation.definition.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return operation.name
        found = list(self.errors(content["application/json"]["schema"], body))
        if found:
            raise Mismatch(f"{operation.name}, request: " + "; ".join(found))
        return operation.name

    def faults(self):
        """What is wrong with the description itself."""
        yield from self._broken_references(self.document, "#")
        for name, schema in self.document["components"]["schemas"].items():
            try:
                jsonschema.Draft202012Validator.check_schema(schema)
            except jsonschema.SchemaError as error:
                yield f"schema {name}: {error.message}"
        names = [row.definition.get("operationId") for row in self.operations]
        for name in {row for row in names if names.count(row) > 1}:
            yield f"the operationId {name} is used twice"
        for row in self.operations:
            yield from self._operation_faults(row)

    def _broken_references(self, node, where):
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str):
                try:
                    self.resolver.resolve(reference)
                except jsonschema.RefResolutionError:
                    yield f"{where}: {reference} leads nowhere"
            for key, value in node.items():
                yield from self._broken_references(value, f"{where}/{key}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                yield from self._broken_references(value, f"{where}/{index}")

    def _operation_faults(self, row):
        item = self.document["paths"][row.template]
        for member in ("operationId", "summary", "responses", "tags"):
            if member not in row.definition:
                yield f"{row.name}: no {member}"
        given = item.get("parameters", []) + row.definition.get("parameters", [])
        named = {self.resolve(each)["name"] for each in given}
        for name in re.findall(r"{([a-z]+)}", row.template):
            if name not in named:
                yield f"{row.name}: the parameter {name} of the path is not described"
        schemes = self.document["components"]["securitySchemes"]
        for choice in row.definition.get("security", self.document["security"]):
            for scheme in choice:
                if scheme not in schemes:
                    yield f"{row.name}: there is no security scheme {scheme}"


def main(arguments):
    root = pathlib.Path(__file__).resolve().parents[2]
    path = arguments[1] if len(arguments) > 1 else root / "api" / "openapi.yaml"
    api = OpenApi.load(path)
    faults = list(api.faults())
    for fault in faults:
        print(fault)
    print(f"{len(api.operations)} operations described, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
