"""Reads a receipt that somebody hands in with the very program that anybody may use offline: two readers would differ one day."""

from typing import Any

import verify_receipt


class NotAReceipt(ValueError):
    """What was handed in holds no receipt; the text says what to do."""


def read(data: bytes, language: str) -> tuple[dict[str, Any], bytes | None]:
    """What the receipt says and the application attached to it, of a PDF or of ricevuta.json. Raises NotAReceipt."""
    try:
        return verify_receipt.read_receipt(data)
    except verify_receipt.Unreadable as error:
        raise NotAReceipt(verify_receipt.say(error.finding, language)) from error


def wrong_in(told: dict[str, Any], content: bytes | None, language: str) -> list[str]:
    """What does not hold in the receipt by itself, in words."""
    return [verify_receipt.say(finding, language) for finding in verify_receipt.wrong_in_receipt(told, content)]


def is_pdf(data: bytes) -> bool:
    """Whether it is the PDF, and not the data that are attached to it."""
    return data.lstrip()[:4] == b"%PDF"
