"""Triggers that keep what a firm was: no change is made without leaving the state before it."""

import pgtrigger

KEPT = (
    "name", "tax_code", "vat_number", "legal_form", "representative_name", "representative_tax_code", "certified_email",
    "address", "municipality", "province_id", "iban", "autonomous",
)  # fmt: skip


def kept_as_it_was(name: str, *fields: str) -> list[pgtrigger.Trigger]:
    """These columns are written once."""
    return [pgtrigger.ReadOnly(name=name, fields=list(fields))]


def _relatives_of(firm: str) -> str:
    """The relatives of a firm as its history keeps them."""
    return f"""coalesce((SELECT jsonb_agg(jsonb_build_object(
        'name', name, 'tax_code', tax_code, 'country', country, 'tie', tie, 'share', share::text, 'staff', staff,
        'turnover', turnover::text, 'balance_sheet', balance_sheet::text) ORDER BY id)
        FROM registry_relative WHERE firm_id = {firm}), '[]')"""


def every_state_is_kept(name: str) -> list[pgtrigger.Trigger]:
    """A new state of a firm, with its relatives as they are, is a row more in its history; a silent change is refused."""
    columns = ", ".join(KEPT)
    new, old = (", ".join(f"{row}.{column}" for column in KEPT) for row in ("NEW", "OLD"))
    func = f"""
        IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
            IF ROW({new}) IS DISTINCT FROM ROW({old}) THEN RAISE EXCEPTION '{name}'; END IF;
            RETURN NEW;
        END IF;
        INSERT INTO registry_firmversion (firm_id, number, since_at, relatives, {columns})
        VALUES (NEW.id, NEW.version, coalesce(NEW.changed_at, NEW.registered_at), {_relatives_of("NEW.id")}, {new});
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=pgtrigger.Insert | pgtrigger.Update, func=func)]


def with_a_new_version(name: str) -> list[pgtrigger.Trigger]:
    """When the transaction ends, the newest version of the firm tells its relatives as they are."""
    firm = "coalesce(NEW.firm_id, OLD.firm_id)"
    func = f"""
        IF EXISTS (SELECT 1 FROM registry_firm WHERE id = {firm}) AND NOT EXISTS (
            SELECT 1 FROM registry_firm f JOIN registry_firmversion v ON v.firm_id = f.id AND v.number = f.version
             WHERE f.id = {firm} AND v.relatives = {_relatives_of(firm)}) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NULL;
    """
    changes = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=changes, func=func, timing=pgtrigger.Deferred)]
