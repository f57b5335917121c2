# SPDX-License-Identifier: Apache-2.0
"""Discord's own OpenAPI document: whether a question of ours and an answer of the stand-in are such as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from jsonschema_rs import Draft202012Validator

from tests.architecture.tree import ROOT

PATH = ROOT.parent / "shared" / "data" / "specs" / "discord-openapi.json"


class Strange(AssertionError):
    """Something is not as the document says."""


class Document:
    """The operations that were asked for, compiled when they are."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        self._checks: dict[str, Draft202012Validator] = {}

    @cached_property
    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(PATH.read_text("utf-8"))
        return told

    def question(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> None:
        """Raises `Strange`: no such operation, or a parameter or a body that it does not take."""
        operation, places = self._operation(method, path)
        self.asked.add(operation["operationId"])
        known = {one["name"]: one for one in operation.get("parameters", []) if one["in"] == "query"}
        if query.keys() - known.keys():
            raise Strange(f"{method} {path} takes no {sorted(query.keys() - known.keys())}")
        for name, value in query.items():
            kind = known[name]["schema"].get("type")
            self._check(f"{method} {path} {name}", known[name]["schema"], int(value) if kind == "integer" else value)
        for one, value in places:
            self._check(f"{method} {path} {one['name']}", one["schema"], value)
        wanted = operation.get("requestBody")
        if wanted:
            self._check(f"{method} {path} body", wanted["content"]["application/json"]["schema"], json.loads(body))
        elif body:
            raise Strange(f"{method} {path} takes no body")

    def answer(self, method: str, path: str, status: int, body: object) -> None:
        """Raises `Strange`: an answer that the operation does not give."""
        answers = self._operation(method, path)[0]["responses"]
        told = answers.get(str(status)) or (answers.get("4XX") if 400 <= status < 500 else None)
        if told is None:
            raise Strange(f"{method} {path} is never answered {status}")
        if "$ref" in told:
            told = self._told["components"]["responses"][told["$ref"].rpartition("/")[2]]
        content = told.get("content", {}).get("application/json")
        if content:
            self._check(f"{method} {path} {status}", content["schema"], body)

    def _operation(self, method: str, path: str) -> tuple[dict[str, Any], list[tuple[dict[str, Any], str]]]:
        for pattern, names, told in self._paths:
            found = pattern.fullmatch(path)
            if found and method.lower() in told:
                given = {one["name"]: one for one in told.get("parameters", [])}
                return told[method.lower()], [(given[n], v) for n, v in zip(names, found.groups(), strict=True)]
        raise Strange(f"the document has no {method} {path}")

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], list[str], dict[str, Any]]]:
        """The most literal first."""
        paths = sorted(self._told["paths"].items(), key=lambda one: str(one[0]).count("{"))
        return [
            (re.compile(re.sub(r"\{\w+\}", "([^/]+)", path)), re.findall(r"\{(\w+)\}", path), told)
            for path, told in paths
        ]

    def _check(self, what: str, schema: Mapping[str, Any], value: object) -> None:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._checks:
            self._checks[key] = Draft202012Validator({**schema, "components": self._told["components"]})
        wrong = next(iter(self._checks[key].iter_errors(value)), None)
        if wrong:
            raise Strange(f"{what}: {wrong.message[:500]} at {list(wrong.instance_path)}")


__all__ = ["PATH", "Document", "Strange"]
