"""Reads a page as a browser with our Content-Security-Policy would: what is written into it that must stand in a file."""

from lxml import html


def inline_pieces(page: str) -> list[str]:
    """Style attributes, style elements, event attributes and scripts with a body; data blocks in JSON are allowed."""
    found = []
    for element in html.document_fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        found += [f"<{element.tag} {name}>" for name in element.attrib if name == "style" or name.startswith("on")]
        if element.tag == "style":
            found.append("<style>")
        if element.tag == "script" and not element.get("src") and element.get("type") != "application/json":
            found.append("<script>")
        if any(element.get(name, "").startswith("javascript:") for name in ("href", "action", "src")):
            found.append(f"<{element.tag} javascript:>")
    return found


def names(page: str) -> list[str]:
    """The ids of a page, in order; twice the same is a defect."""
    return [str(found) for found in html.document_fromstring(page).xpath("//@id")]
