"""How pages show money, time and the portal's components; each component is described in templates/components/README.md."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import cents

register = template.Library()
NARROW = " "


def _italian() -> bool:
    return (translation.get_language() or settings.LANGUAGE_CODE).startswith("it")


@register.filter
def euro(amount: Decimal | int | None) -> str:
    """"12.345,67 €" in Italian, "€12,345.67" in English, "–" for nothing known; raises TypeError for a float or a text."""
    if amount is None or amount == "":
        return "–"
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, int)):
        raise TypeError(f"an amount of money is a Decimal, not {type(amount).__name__}")
    sign, digits = ("−" if amount < 0 else ""), f"{abs(cents(amount)):,.2f}"
    if not _italian():
        return f"{sign}€{digits}"
    return f"{sign}{digits.translate(str.maketrans(',.', '.,'))}{NARROW}€"


@register.filter
def percent(rate: Decimal | None) -> str:
    """A share of one as a percentage: 0.7 is "70 %", 0.125 is "12,5 %"; raises TypeError for a float."""
    if rate is None:
        return "–"
    if not isinstance(rate, (Decimal, int)):
        raise TypeError(f"a rate is a Decimal, not {type(rate).__name__}")
    digits = f"{(Decimal(rate) * 100).normalize():f}"
    return f"{digits.replace('.', ',')}{NARROW}%" if _italian() else f"{digits}%"


@register.filter
def instant(moment: datetime | None) -> str:
    """"24 luglio 2020, ore 12:00" on the clock of Rome; the zone is named in English, and where the hour would be ambiguous."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment, ZoneInfo("Europe/Rome"))
    day_part, clock = formats.date_format(local, "j F Y"), local.strftime("%H:%M")
    if not _italian():
        return f"{day_part}, {clock} ({local.tzname()}, Rome)"
    zone = f" ({_zone(local)})" if _repeated(local) else ""
    return f"{day_part}, ore {clock}{zone}"


def _zone(local: datetime) -> str:
    return "ora legale" if local.dst() else "ora solare"


def _repeated(local: datetime) -> bool:
    """True in the hours that the clock of Rome shows twice, at the end of summer time."""
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


@register.filter
def instant_exact(moment: datetime) -> str:
    """The instant to the microsecond with its offset, for receipts: "2020-07-24 11:59:59.123456 +02:00"."""
    return timezone.localtime(moment, ZoneInfo("Europe/Rome")).isoformat(" ", "microseconds")


@register.filter
def day(value: date | None) -> str:
    """"24 luglio 2020"; of an instant, its day in Rome."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value, ZoneInfo("Europe/Rome"))
    return formats.date_format(value, "j F Y")


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
    """A list item of the main menu to the named address, marked when it is the page shown; nothing if there is no such address."""
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
        "left": remaining(by, context.get("server_time")) if by else "",
    }  # fmt: skip


@register.inclusion_tag("components/action.html", takes_context=True)
def action(
    context: Context, button: str, *, href: str = "", post: str = "", reason: str | None = "", kind: str = "primary", name: str = ""
) -> dict[str, Any]:
    """A button (link with `href`, own form with `post`, else submit of the form around it); with a `reason` it is disabled and says why."""
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
    """Tasks of a dossier: dicts with `title`, `href`, `state`, `tone` and, if any, `missing` (list of sentences), `hint`, `reason`."""
    return {"tasks": tasks}


@register.inclusion_tag("components/fact.html")
def fact(term: str, value: Any, note: str = "") -> dict[str, Any]:
    """A row of `<dl class="facts">`: the term, its value and a small note below."""
    return {"term": term, "value": value, "note": note}


@register.inclusion_tag("components/money_cell.html")
def money_cell(amount: Decimal | None, tag: str = "td") -> dict[str, Any]:
    """A table cell with an amount, right-aligned with tabular figures."""
    return {"amount": amount, "tag": tag}


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
def bar_chart(rows: Iterable[tuple[str, Decimal]], caption: str, *, money: bool = True) -> dict[str, Any]:
    """Horizontal bars with the table beside them; rows of (label, amount ≥ 0); `caption` says what is shown."""
    listed = list(rows)
    top = max((Decimal(value) for _label, value in listed), default=Decimal(0))
    bars = [
        {"label": label, "value": value, "y": 4 + index * 26, "text_y": 18 + index * 26, "width": _length(Decimal(value), top)}
        for index, (label, value) in enumerate(listed)
    ]
    return {"bars": bars, "caption": caption, "height": 4 + len(bars) * 26, "money": money}


def _length(value: Decimal, top: Decimal) -> str:
    """Length on a scale of 1000, as SVG wants it: a dot, whatever the language."""
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
    now = context.get("server_time") or timezone.now()
    return {"moment": moment, "now": now, "left": remaining(moment, now)}


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


def remaining(moment: datetime, now: datetime | None) -> str:
    """The time left in words, rounded down: days, else hours, else minutes; "termine scaduto" once it is past."""
    left = moment - (now or timezone.now())
    if left <= timedelta(0):
        return _("termine scaduto")
    hours, minutes = int(left.total_seconds() // 3600), int(left.total_seconds() // 60)
    if left.days:
        return ngettext("manca %(n)s giorno", "mancano %(n)s giorni", left.days) % {"n": left.days}
    if hours:
        return ngettext("manca %(n)s ora", "mancano %(n)s ore", hours) % {"n": hours}
    return ngettext("manca %(n)s minuto", "mancano %(n)s minuti", max(minutes, 1)) % {"n": max(minutes, 1)}
