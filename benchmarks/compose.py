"""What docker-compose.yml says of the installation: its services, their commands, how many there are of each, and the settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

FILE = Path(__file__).parents[1] / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?:-(?P<default>[^}]*)|\?[^}]*))?\}")


class Compose:
    """The file with ``values`` in place of its variables; one that has neither a value nor a default is an error."""

    def __init__(self, values: Mapping[str, str], file: Path = FILE) -> None:
        def given(found: re.Match[str]) -> str:
            return values.get(found["name"]) or found["default"] or values[found["name"]]

        read = _VARIABLE.sub(given, file.read_text("utf-8"))
        self.services: dict[str, dict[str, Any]] = yaml.safe_load(read)["services"]

    def settings(self, service: str, ports: Mapping[str, int]) -> dict[str, str]:
        """The settings of Zhiqiao that a service is given; a server that has one of the ``ports`` is on this machine."""
        return {name: _here(value, ports) for name, value in self.services[service]["environment"].items()}

    def command(self, service: str) -> list[str]:
        """The command of a service that does not leave it to its image."""
        return list(self.services[service]["command"])

    def replicas(self, service: str) -> int:
        """How many processes of a service there are."""
        return int(self.services[service]["deploy"].get("replicas", 1))


def _here(value: str, ports: Mapping[str, int]) -> str:
    """An address that names one of the servers, with its port on this machine; anything else as it is."""
    parts = urlsplit(value)
    if parts.hostname is None or parts.hostname not in ports:
        return value
    who = parts.netloc.rpartition("@")[0]
    return parts._replace(netloc=f"{who}@127.0.0.1:{ports[parts.hostname]}").geturl()
