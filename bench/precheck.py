"""What the pre-check and the calculator cost under load, against a page that asks nothing; nothing of it is kept."""

from bench.call_page import STILL, statements
from bench.measure import Figure, Variant, compare
from bench.scenery import a_call_open_now
from bench.server import crowd, posted, serving

ANSWERS = {
    "seat_province": "BG", "staff": "12", "turnover": "1500000", "balance_sheet": "900000", "subscribed_capital": "10000",
    "accumulated_losses": "0", "aid_received": "0", "spend": "12000", "declaration-same-expenses": "on",
    "declaration-annual_fee": "on", "declaration-insolvency": "on", "declaration-difficulty": "on", "declaration-durc": "on",
    "declaration-supplies": "on",
}  # fmt: skip


def run(rounds: int) -> list[Figure]:
    """By HTTP, eight clients: a static page (the yardstick), the empty form, an answer with its findings, a calculation."""
    call, _cast = a_call_open_now()
    check, calculate = f"/bandi/{call.slug}/verifica/", f"/bandi/{call.slug}/calcola/"
    plan = {f"item-{call.expenseitems.all()[0].code}": "12000"}
    asked = {
        "pre-check, empty": (check, None),
        "pre-check, answered": (check, ANSWERS),
        "calculator, answered": (calculate, plan),
    }
    queries = {name: len(statements(address, fields)[0]) for name, (address, fields) in asked.items()}
    with serving() as place:
        variants: dict[str, Variant] = {"page without queries": crowd(place, (STILL, None))}
        for name, (address, fields) in asked.items():
            variants[name] = crowd(place, (address, None) if fields is None else posted(address, fields))
        return compare(variants, rounds=rounds, queries=queries)
