"""How pages show money, time and the portal's components; each component is described in templates/components/README.md."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zlib import crc32

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import figures

register = template.Library()
WRITTEN = (
    figures.euro, figures.amount, figures.percent, figures.count, figures.points, figures.instant, figures.instant_exact,
    figures.day,
)  # fmt: skip
for written in WRITTEN:
    register.filter(written.__name__, written)


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the design system: `{% icon "upload" %}`; decoration unless `label` gives it a name; size "sm", "xs", "lg"."""
    css = f"icon icon-{size}" if size else "icon"
    if label:
        mark = '<svg class="{}" role="img" aria-label="{}"><use href="{}#it-{}"></use></svg>'
        return format_html(mark, css, label, static("bi/svg/sprites.svg"), name)
    mark = '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#it-{}"></use></svg>'
    return format_html(mark, css, static("bi/svg/sprites.svg"), name)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _link(context: Context, name: str, text: str, css: str) -> SafeString:
    address, here = _address(name), getattr(context.get("request"), "path", "")
    if not address:
        return SafeString("")
    inside = here == address or (address != "/" and here.startswith(address))
    current = SafeString(' aria-current="page"' if here == address else ' aria-current="true"' if inside else "")
    return format_html('<li><a class="{}" href="{}"{}>{}</a></li>', css, address, current, text)


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, text: str) -> SafeString:
    """A list item of the main menu to the named address, marked when it is the page shown; nothing without such an address."""
    return _link(context, name, text, "portal-nav-link")


@register.simple_tag(takes_context=True)
def footer_link(context: Context, name: str, text: str) -> SafeString:
    """Like nav_link, for the footer."""
    return _link(context, name, text, "")


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumb(context: Context, *steps: str) -> dict[str, Any]:
    """Where we are: pairs of text and address, then the page's own text: `{% breadcrumb "Bandi" home_url call.title %}`."""
    links = list(zip(steps[:-1:2], steps[1::2], strict=False))
    return {"links": links, "here": steps[-1]}


@register.inclusion_tag("components/callout.html")
def callout(text: str, title: str = "", kind: str = "info") -> dict[str, Any]:
    """A framed remark; kind: info, success, warning, danger."""
    icons = {"info": "info-circle", "success": "check-circle", "warning": "warning-circle", "danger": "error"}
    return {"text": text, "title": title, "kind": kind, "icon_name": icons[kind]}


@register.inclusion_tag("components/next_step.html", takes_context=True)
def next_step(
    context: Context,
    what: str,
    *,
    by: datetime | None = None,
    otherwise: str = "",
    text: str = "",
    href: str = "",
    button: str = "",
    post: str = "",
    reason: str | None = "",
) -> dict[str, Any]:
    """The one thing to do next: what, by when, what happens if not, and the button that does it (a link, or a POST)."""
    return {
        "what": what, "by": by, "otherwise": otherwise, "text": text, "href": href, "button": button or what,
        "post": post, "reason": reason, "csrf_token": context.get("csrf_token"),
        "left": figures.remaining(by, _now(context)) if by else "",
    }  # fmt: skip


@register.inclusion_tag("components/action.html", takes_context=True)
def action(
    context: Context,
    button: str,
    *,
    href: str = "",
    post: str = "",
    reason: str | None = "",
    kind: str = "primary",
    name: str = "",
) -> dict[str, Any]:
    """A button: a link with `href`, its own form with `post`, else the submit of the form around it.

    With a `reason` it is disabled and says why, in text that is read with it.
    """
    key = f"why-{crc32(repr((str(button), href, post, name)).encode())}"
    return {
        "button": button, "href": href, "post": post, "reason": reason, "kind": kind, "name": name, "key": key,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("components/badge.html")
def badge(text: str, tone: str = "neutral") -> dict[str, Any]:
    """A state in a word; tone: neutral, info, success, warning, danger. The word always says it, never the colour alone."""
    return {"text": text, "tone": tone}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, in the order given: dicts with `at`, `title` and, if any, `text`, `by`, `href`, `link`, `tone`."""
    return {"events": events}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Tasks of a dossier: dicts with `title`, `href`, `state`, `tone` and, if any, `missing` (sentences), `hint`, `reason`.

    A sentence with an `anchor` leads to that place of the task's page.
    """
    return {"tasks": tasks}


@register.inclusion_tag("components/fact.html")
def fact(term: str, value: Any, note: str = "") -> dict[str, Any]:
    """A row of `<dl class="facts">`: the term, its value and a small note below."""
    return {"term": term, "value": value, "note": note}


@register.inclusion_tag("components/money_cell.html")
def money_cell(amount: Decimal | None, tag: str = "td", label: str = "") -> dict[str, Any]:
    """A table cell with an amount, right-aligned with tabular figures; `label` is its heading where rows stand as lists."""
    return {"amount": amount, "tag": tag, "label": label}


@register.simple_tag
def labelled(cell: str, headers: Sequence[Mapping[str, Any]], column: int) -> SafeString:
    """A cell of an admin list (`<td…`, `<th…`) with the heading of its column, for where its row stands as a list."""
    # The heading of the ticks is a tick itself.
    words = strip_tags(str(headers[column]["text"])).strip() or _("Scegli")
    heading = format_html(' data-label="{}"', capfirst(words))
    return SafeString(f"{cell[:3]}{heading}{cell[3:]}")


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong in the forms given, on top of the page, each error a link to its field; nothing if nothing is wrong."""
    return {"errors": [error for form in forms if form is not None for error in _errors_of(form)]}


def _errors_of(form: Any) -> Iterable[dict[str, str]]:
    if hasattr(form, "forms"):
        for text in form.non_form_errors():
            yield {"text": text, "href": "", "label": ""}
        for one in form.forms:
            yield from _errors_of(one)
        return
    for text in form.non_field_errors():
        yield {"text": text, "href": "", "label": ""}
    for field in form.visible_fields():
        href = field.id_for_label or f"div_{field.auto_id}"
        yield from ({"text": text, "href": href, "label": field.label} for text in field.errors)
    for field in form.hidden_fields():
        yield from ({"text": text, "href": "", "label": field.label} for text in field.errors)


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(rows: Iterable[tuple[str, Decimal | int | None]], caption: str, *, money: bool = True) -> dict[str, Any]:
    """Horizontal bars with the table beside them; rows of (label, amount ≥ 0, None if it is not told)."""
    listed = list(rows)
    top = max((Decimal(value) for _label, value in listed if value is not None), default=Decimal(0))
    bars = [{"label": label, "value": value, "width": _length(Decimal(value or 0), top)} for label, value in listed]
    return {"bars": bars, "caption": caption, "money": money}


@register.inclusion_tag("components/share_chart.html")
def share_chart(rows: Iterable[tuple[str, Decimal, Decimal]], caption: str) -> dict[str, Any]:
    """Horizontal bars of what is used of a whole, on one scale, with the table beside them: rows of (label, part, whole)."""
    listed = list(rows)
    top = max((whole for _label, _part, whole in listed), default=Decimal(0))
    bars = [
        {"label": label, "part": part, "whole": whole, "part_width": _length(part, top), "whole_width": _length(whole, top)}
        for label, part, whole in listed
    ]
    return {"bars": bars, "caption": caption}


@register.inclusion_tag("components/column_chart.html")
def column_chart(rows: Iterable[tuple[str, Decimal | int]], caption: str, *, money: bool = False) -> dict[str, Any]:
    """Columns side by side for a line of time, told in words too; the table of the same rows belongs below it."""
    listed = list(rows)
    write: Any = figures.euro if money else figures.count
    best = max(listed, key=lambda row: row[1], default=("", 0))
    first, last = (listed[0][0], listed[-1][0]) if listed else ("", "")
    highest = _("massimo %(value)s: %(when)s") % {"value": write(best[1]), "when": best[0]}
    told = {"caption": caption, "first": first, "last": last, "highest": highest}
    alt = _("Grafico a colonne. %(caption)s: da %(first)s a %(last)s, %(highest)s. I valori sono nella tabella.") % told
    return told | {"columns": _columns([Decimal(value) for _label, value in listed]), "alt": alt}


def _columns(values: Sequence[Decimal]) -> list[dict[str, str]]:
    """Place and height of each on a drawing of 1000 by 200."""
    top, step = max(values, default=Decimal(0)), Decimal(1000) / max(len(values), 1)
    heights = [value / top * 200 if top else Decimal(0) for value in values]
    wide = min(step * 4 / 5, Decimal(80))
    return [
        {"x": f"{at * step + (step - wide) / 2:.2f}", "y": f"{200 - high:.2f}", "width": f"{wide:.2f}", "height": f"{high:.2f}"}
        for at, high in enumerate(heights)
    ]


def _length(value: Decimal, top: Decimal) -> str:
    """Length on a scale of 1000, as SVG wants it: digits only, whatever the language."""
    return f"{(value / top * 1000) if top else 0:.0f}"


@register.inclusion_tag("components/progress.html")
def progress(value: int, whole: int, label: str) -> dict[str, Any]:
    """How far a job has come: `{% progress run.done run.total "Righe elaborate" %}`; unknown when `whole` is 0."""
    return {"value": value, "whole": whole, "label": label}


@register.inclusion_tag("components/file_upload.html")
def file_upload(field: Any, hint: str = "", current: str = "", current_href: str = "") -> dict[str, Any]:
    """A file field of a form with what is accepted (`hint`) and what is there already (`current`, with its link)."""
    return {"field": field, "hint": hint, "current": current, "current_href": current_href}


@register.inclusion_tag("components/deadline.html", takes_context=True)
def deadline(context: Context, moment: datetime) -> dict[str, Any]:
    """An absolute instant with the time left beside it, counted by the server's clock (and kept going by portal.js)."""
    now = _now(context)
    return {"moment": moment, "now": now, "left": figures.remaining(moment, now)}


def _now(context: Context) -> datetime:
    """The instant of the request, so that all of a page tells the same time."""
    return context.get("server_time") or timezone.now()


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: Context, page: Any) -> dict[str, Any]:
    """Links to the pages of a list; keeps the query string of the request."""
    return {"page": page, "request": context.get("request")}


@register.simple_tag(takes_context=True)
def page_query(context: Context, number: int) -> str:
    """The request's query string with `page` replaced."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
