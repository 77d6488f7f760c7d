"""How the admin lists rows: pages by key, counts that end, and the order of one's choice only where it is not too long."""

from functools import cached_property
from typing import Any

from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import figures
from core.queries.pages import LAST, SHARE, UNCOUNTED, Counted, Order, Page, among, counted, told_by, turned

SHARES = {25: gettext_lazy("A un quarto"), 50: gettext_lazy("A metà"), 75: gettext_lazy("A tre quarti")}
# A list of fewer pages is turned page by page.
LEAST_PAGES_TO_JUMP = 4


class PortalChangeList(ChangeList):
    """One list of the admin, at the place that its address names (`core.queries.pages`)."""

    counted: Counted
    # One of ours (`core.admin.scoped`), which says more of its list than Django asks.
    model_admin: Any
    way_back: str

    def get_results(self, request: Any) -> None:
        """Count up to the cap, find the keys of the page in the narrowest query, then read its rows."""
        # Said once for the page. Django would find out at each link which view it leads to: ten milliseconds of fifty rows.
        self.way_back, self.preserved_filters = f"?{self.preserved_filters}" if self.preserved_filters else "", ""
        self.counted, self.page = self._found(request, request.GET.get(PAGE_VAR, ""))
        self.too_long_to_sort = not self.counted.exact
        if self.too_long_to_sort:
            self._forget_order()
        self.result_list = self._rows(self.page.pks)
        self.result_count = self.counted.number
        self.multi_page = bool(self.page.before or self.page.after)
        self.can_show_all = self.show_full_result_count = False
        self.show_admin_actions, self.full_result_count = True, None

    def url_for_result(self, result: Any) -> str:
        """The page of a row, which knows the way back to this one."""
        return f"{super().url_for_result(result)}{self.way_back}"

    def _found(self, request: Any, place: str) -> tuple[Counted, Page]:
        """How many rows there are, and the page at `place`: in the order that she chose, if they are few enough to be sorted."""
        estimated, is_search = self.model_admin.may_estimate(request), bool(self.query)
        found = counted(self.queryset, estimated=estimated, searched=is_search)
        page = None if found.exact else self._turned(self._in_own_order(request), place, found)
        if page is not None and found is UNCOUNTED:
            found = told_by(page, self.list_per_page)
        if page is None or found.exact:
            few = among(self.root_queryset, found.pks).order_by(*self.queryset.query.order_by)
            page = self._turned(few, place, found)
        return found, page

    def _turned(self, rows: Any, place: str, counted: Counted) -> Page:
        terms = [str(term) for term in rows.query.order_by]
        # Of a column that a filter fixes an index would read all rows from its end up to the place.
        telling = [term for term in terms if not self._is_fixed(term.removeprefix("-"))] or terms[-1:]
        order = Order(rows, telling, total=self._is_total(terms))
        return turned(rows, order, place, size=self.list_per_page, counted=counted)

    def _is_fixed(self, path: str) -> bool:
        return bool({f"{path}__exact", f"{path.removesuffix('_id')}__id__exact"} & self.filter_params.keys())

    def _in_own_order(self, request: Any) -> Any:
        """The rows in the order that an index gives, whatever she chose: to sort so many would mean to read them all."""
        terms = self.model_admin.get_ordering(request) or self.lookup_opts.ordering or ()
        return self.model_admin.in_order(self.queryset.order_by(*self._get_deterministic_ordering(terms)), request)

    def _forget_order(self) -> None:
        self.sortable_by = ()
        self.params.pop(ORDER_VAR, None)
        self.filter_params.pop(ORDER_VAR, None)

    def _get_deterministic_ordering(self, ordering: Any) -> list[Any]:
        terms = list(dict.fromkeys(ordering))
        return terms if self._is_total(terms) else super()._get_deterministic_ordering(terms)  # type: ignore[misc]

    def _is_total(self, terms: list[Any]) -> bool:
        return bool(self.model_admin.is_ordering_total and terms == list(self.model_admin.ordering or ()))

    def _rows(self, pks: list[Any]) -> list[Any]:
        rows = self.apply_select_related(self.root_queryset.order_by().filter(pk__in=pks))
        found = {row.pk: row for row in rows}
        return [found[pk] for pk in pks if pk in found]

    # What the page says

    @cached_property
    def how_many(self) -> str:
        """The number of rows in words."""
        if self.counted.exact:
            return figures.count(self.counted.number)
        if self.counted.estimate is None:
            return _("più di %(count)s") % {"count": figures.count(self.counted.number)}
        return _("circa %(count)s") % {"count": figures.count(self.counted.estimate)}

    @cached_property
    def turns(self) -> list[tuple[str | Promise, str]]:
        """The links between pages: what each is called, and its address ("" where it leads nowhere)."""
        here, page = self._to, self.page
        long = self.multi_page and self.counted.number >= LEAST_PAGES_TO_JUMP * self.list_per_page
        shares = [(label, here(f"{SHARE}:{share}")) for share, label in SHARES.items()] if long else []
        return [
            (_("Prima pagina"), here(None) if page.before else ""),
            (_("Precedente"), here(page.before) if page.before else ""),
            (_("Successiva"), here(page.after) if page.after else ""),
            (_("Ultima pagina"), here(LAST) if page.after else ""),
            *shares,
        ]

    def _to(self, place: str | None) -> str:
        return self.get_query_string({PAGE_VAR: place})
