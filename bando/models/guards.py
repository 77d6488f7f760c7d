"""Triggers that freeze what was published."""

import pgtrigger


def frozen_with_its_call(name: str, table: str = "") -> list[pgtrigger.Trigger]:
    """Rows of a published call neither change, nor come, nor go. With `table`, the call is the one of that parent row.

    `table` names «parent_table:column», for rows that hang on the call through a parent (a tranche rule on its fund).
    """
    if table:
        parent, column = table.split(":")
        of = f"SELECT call_id FROM {parent} WHERE id = {{row}}.{column}"
    else:
        of = "SELECT {row}.call_id"
    func = f"""
        IF TG_OP <> 'INSERT' AND EXISTS (
            SELECT 1 FROM bando_call WHERE published_at IS NOT NULL AND id IN ({of.format(row="OLD")})) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        IF TG_OP <> 'DELETE' AND EXISTS (
            SELECT 1 FROM bando_call WHERE published_at IS NOT NULL AND id IN ({of.format(row="NEW")})) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """
    return [
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=func,
        )
    ]


def funded_by_act_after_publication(name: str) -> list[pgtrigger.Trigger]:
    """A fund of a published call stays as it is; a new one comes only with its act (a refinancing)."""
    published = "EXISTS (SELECT 1 FROM bando_call WHERE published_at IS NOT NULL AND id = {row}.call_id)"
    func = f"""
        IF TG_OP <> 'INSERT' AND {published.format(row="OLD")} THEN RAISE EXCEPTION '{name}'; END IF;
        IF TG_OP <> 'DELETE' AND NEW.act_id IS NULL AND {published.format(row="NEW")} THEN RAISE EXCEPTION '{name}'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """
    operations = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operations, func=func)]


def sealed_once_endowed(name: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Rows of a fund neither come, nor go, nor change in `columns`, once money of that fund has moved."""
    moved = """EXISTS (SELECT 1 FROM bando_movement m JOIN bando_budgetline l ON l.id = m.line_id
                WHERE l.fund_id = {row}.fund_id)"""
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in columns)
    func = f"""
        IF TG_OP = 'UPDATE' AND {same} THEN RETURN NEW; END IF;
        IF TG_OP <> 'INSERT' AND {moved.format(row="OLD")} THEN RAISE EXCEPTION '{name}'; END IF;
        IF TG_OP <> 'DELETE' AND {moved.format(row="NEW")} THEN RAISE EXCEPTION '{name}'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """
    operations = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operations, func=func)]
