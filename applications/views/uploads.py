"""Takes files from a page, one or many, with or without script: each has its own answer."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from applications.forms.papers import UploadForm
from applications.models import Document, Expense
from applications.operations import uploading
from applications.policies import papers
from bando.models import RequiredDocument
from core.domain.filenames import plain
from core.refusals import Refused


@dataclass
class Slot:
    """A place for files: what is asked, what is there already, the form to change it and the name of its button."""

    asked: RequiredDocument | None
    present: list[Document]
    form: UploadForm
    send: str
    due: bool = True
    # The planned expense that the file is the quote of.
    expense: Expense | None = None

    def __post_init__(self) -> None:
        """What is taken is told with the field; and which field it is, to who hears the page."""
        self.form.fields["file"].help_text = self.hint
        if self.asked:
            self.form.fields["file"].widget.attrs["aria-label"] = f"{self.form.fields['file'].label}: {self.asked}"

    @property
    def hint(self) -> str:
        told = _("%(formats)s, fino a %(size)s MB.") % {"formats": self.formats, "size": self.megabytes}
        more = _("Potete sceglierne più di uno.") if self.form.many else ""
        return f"{told} {more}".strip()

    @property
    def formats(self) -> str:
        return ", ".join(each.upper() for each in papers.formats_of(self.asked))

    @property
    def limit(self) -> int:
        return papers.size_of(self.asked)

    @property
    def megabytes(self) -> str:
        return papers.size_in_words(self.limit)

    def instead_of(self, other: "Slot") -> "Slot":
        """The same place as `other`, read again, with what was typed here."""
        return replace(other, form=self.form) if other.send == self.send else other

    @property
    def too_large(self) -> str:
        """What is said of a file above the limit, before it is sent in vain."""
        return papers.why_not_size(self.asked, self.limit + 1) or ""


def take(page: Any, slot: Slot) -> list[str]:
    """Upload the form's files; a sentence for each that was taken. What is wrong with the others is said at their field."""
    if not slot.form.is_valid():
        return []
    given = slot.form.cleaned_data["file"]
    said = []
    for file in given if slot.form.many else given[:1]:
        name = plain(file.name)
        try:
            _upload(page, slot, file)
            said.append(_("«%(document)s»: file caricato.") % {"document": slot.asked or name})
        except Refused as refused:
            alone = len(given) == 1
            slot.form.add_error("file", refused.reason if alone else f"«{name}»: {refused.reason}")
    return said


def _upload(page: Any, slot: Slot, file: Any) -> None:
    """A byte more than the limit is enough to see that it is too large."""
    about = {"application": page.application, "requirement": slot.asked, "expense": slot.expense, "name": file.name}
    content = file.read(slot.limit + 1)
    uploading.upload(**about, content=content, by=page.request.user, at=page.request.received_at)


def is_script(request: HttpRequest) -> bool:
    """Whether a script asks (static/portal/uploads.js), which shows each file's answer in its own row."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def spoken(slot: Slot, said: list[str]) -> JsonResponse:
    """The answer for a script: taken, or refused, with its sentence."""
    errors = [str(error) for error in slot.form.errors.get("file", [])]
    return JsonResponse({"text": " ".join(errors or said)}, status=422 if errors else 200)
