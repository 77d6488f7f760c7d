"""The frequent questions on a call, and which of them speak of something."""

import unicodedata

from bando.models import Call, Question


def questions_on(call: Call, words: str = "") -> list[Question]:
    """The questions in which each of `words` is found, in question or answer; capitals and accents make no difference."""
    wanted = _plain(words).split()
    return [each for each in call.questions.all() if all(word in _plain(f"{each.question} {each.answer}") for word in wanted)]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("’", "'")
