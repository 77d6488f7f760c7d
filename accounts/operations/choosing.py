"""What a person chooses about herself: the language that she is written to in."""

from datetime import datetime

from accounts.enums import Language
from accounts.models import User
from core.locks import operation
from core.operations.recording import record


@operation
def choose_language(*, language: Language, by: User, at: datetime) -> None:
    """From now on her messages are in `language`; the same one again changes nothing."""
    if User.objects.filter(pk=by.pk).exclude(language=language).update(language=language):
        record(by=by, at=at, action="choosing.choose_language", subject=by, data={"language": language.value})
