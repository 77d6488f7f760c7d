"""A tab of a browser as the portal meets it: what it has seen, what is typed in it, and what it sends by itself."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from applications.models import Application

HIDDEN = r'<input type="hidden" name="{}" value="([^"]*)"'


@dataclass
class Tab:
    """Opens a section of a draft; `typed` is what stands in its fields now, `seen` as the page's script keeps it."""

    client: Client
    application: Application
    page_name: str = "application_project"
    seen: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    baggage: dict[str, str] = field(default_factory=dict)
    turn: int = 0

    def __post_init__(self) -> None:
        form = self.client.get(self.address).context["form"]
        self.baggage = {name: str(form[name].value()) for name in ("version", "page")}
        self.seen = json.loads(form["seen"].value())
        self.typed = {name: form[name].value() or "" for name in self.seen}

    @property
    def address(self) -> str:
        return reverse(self.page_name, args=[self.application.pk])

    def sends(self, *names: str) -> Any:
        """What the script posts to save some fields by themselves."""
        self.turn += 1
        words = {name: self.typed[name] for name in names if self.typed[name] != ""}
        return self.baggage | {"seen": json.dumps(self.seen), "turn": self.turn, "field": list(names)} | words

    def saves(self, *names: str, answered: bool = True) -> Any:
        """Save fields; unless the answer is lost on the way, the tab knows what became of them."""
        answer = self.client.post(self.address, self.sends(*names)).json()
        if answered:
            self.seen |= answer["saved"]
        return answer

    def keeps(self, name: str, told: dict[str, Any]) -> Any:
        """«Tieni la mia», after having been told what stands there."""
        self.seen[name] = told["seen"]
        return self.saves(name)

    def takes(self, name: str, told: dict[str, Any]) -> None:
        """«Prendi l’altra»."""
        self.seen[name], self.typed[name] = told["seen"], told["other"]

    def whole(self, **more: str) -> Any:
        """The form as a browser without scripts sends it."""
        return self.client.post(
            self.address, self.plain() | more, follow=True, headers={"referer": f"http://testserver{self.address}"}
        )

    def plain(self) -> dict[str, Any]:
        return (
            self.baggage | {"seen": json.dumps(self.seen), "turn": self.turn} | {k: v for k, v in self.typed.items() if v != ""}
        )


def offered(html: str, name: str) -> list[str]:
    """The values of the buttons called `name` in a page."""
    return re.findall(rf'name="{name}"\s+value="([^"]*)"', html)
