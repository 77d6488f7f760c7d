"""Triggers that freeze what was published."""

from collections.abc import Mapping

import pgtrigger
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from bando.enums import ActKind, MovementKind

ANY = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def no_longer_than(most: int, *names: str) -> list[models.CheckConstraint]:
    """Texts of at most so many characters, whoever writes them."""
    return [
        models.CheckConstraint(
            condition=LessThanOrEqual(Length(models.F(name)), most), name=f"%(class)s_{name}_is_no_longer_than_allowed"
        )
        for name in names
    ]


def changed_by_version_only(name: str) -> list[pgtrigger.Trigger]:
    """A published call takes the next version, for which an act has made a row; what identifies it never changes."""
    fixed = " AND ".join(
        f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}"
        for column in ("code", "slug", "procedure", "published_at", "amends_id", "rehearsal")
    )
    func = f"""
        IF OLD.published_at IS NULL THEN
            IF NEW.rehearsal <> OLD.rehearsal THEN RAISE EXCEPTION '{name}'; END IF;
            RETURN NEW;
        END IF;
        IF NEW.version = OLD.version + 1 AND {fixed} AND EXISTS (
            SELECT 1 FROM bando_version WHERE call_id = OLD.id AND number = NEW.version AND content IS NULL) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '{name}';
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)]


def kept_once_published(name: str, by: str = "") -> list[pgtrigger.Trigger]:
    """A published call, or with `by` (its column that names the call) what hangs on one, neither changes its file nor goes."""
    published = f"EXISTS (SELECT 1 FROM bando_call WHERE id = OLD.{by} AND published_at IS NOT NULL)"
    func = f"""
        IF {published if by else "OLD.published_at IS NOT NULL"} THEN RAISE EXCEPTION '{name}'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """
    operation = pgtrigger.Delete | pgtrigger.Update if by else pgtrigger.Delete
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)]


def kept_once_its_fund_is_published(name: str) -> list[pgtrigger.Trigger]:
    """Rows of a fund go only while the call of that fund is in preparation."""
    func = f"""
        IF EXISTS (SELECT 1 FROM bando_call c JOIN bando_fund f ON f.call_id = c.id
            WHERE f.id = OLD.fund_id AND c.published_at IS NOT NULL) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN OLD;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Delete, func=func)]


def written_once(name: str, *columns: str) -> list[pgtrigger.Trigger]:
    """A row is made, its `columns` are filled once, and from then on it stays as it is."""
    return [
        pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=pgtrigger.Q(**{f"old__{columns[0]}__isnull": False})),
        pgtrigger.Protect(name=f"{name}_and_stays", operation=pgtrigger.Delete),
    ]


def not_before_its_act(name: str) -> list[pgtrigger.Trigger]:
    """An act is made public on its own day or later."""
    func = f"""
        IF NEW.published_on < (SELECT issued_on FROM bando_act WHERE id = NEW.act_id) THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def sealed_by_the_commit(name: str, kinds: tuple[str, ...]) -> list[pgtrigger.Trigger]:
    """A version is made by an act on its own call, of a kind that changes calls, and none is left open at the commit."""
    among = ", ".join(f"'{kind}'" for kind in kinds)
    func = f"""
        IF EXISTS (SELECT 1 FROM bando_version v WHERE v.id = NEW.id AND (v.content IS NULL OR NOT EXISTS (
            SELECT 1 FROM bando_act a WHERE a.id = v.act_id AND a.call_id = v.call_id AND a.kind IN ({among})))) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NULL;
    """
    at_the_commit = pgtrigger.Deferred
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=pgtrigger.Insert, timing=at_the_commit, func=func)]


def changed_with_its_call(name: str) -> list[pgtrigger.Trigger]:
    """Terms of a published call: new rows come with the next version, rows in force end with the last one; nothing else.

    The next version is one for which an act has made a row that the call has not taken yet.
    """
    next_version = """EXISTS (SELECT 1 FROM bando_version v JOIN bando_call c ON c.id = v.call_id
        WHERE c.id = {row}.call_id AND v.number = c.version + 1 AND v.content IS NULL AND {what})"""
    comes, goes = "NEW.since = v.number AND NEW.until IS NULL", "NEW.until = v.number - 1"
    published = "EXISTS (SELECT 1 FROM bando_call WHERE published_at IS NOT NULL AND id = {row}.call_id)"
    func = f"""
        IF TG_OP = 'INSERT' THEN
            IF {published.format(row="NEW")} AND NOT {next_version.format(row="NEW", what=comes)} THEN
                RAISE EXCEPTION '{name}';
            END IF;
            RETURN NEW;
        END IF;
        IF {published.format(row="OLD")} THEN
            IF TG_OP = 'UPDATE' AND OLD.until IS NULL
                AND to_jsonb(NEW) - 'until' = to_jsonb(OLD) - 'until'
                AND {next_version.format(row="OLD", what=goes)} THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '{name}';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF {published.format(row="NEW")} THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=ANY, func=func)]


def with_the_parameters_of_its_kind(name: str, shapes: Mapping[str, tuple[list[str], list[str]]]) -> list[pgtrigger.Trigger]:
    """The JSON `parameters` names what its `kind` knows (first list) and all that it needs (second), nothing else."""
    cases = "\n".join(
        f"WHEN '{kind}' THEN NEW.parameters - {_texts(known)} = '{{}}'::jsonb AND NEW.parameters ?& {_texts(needed)}"
        for kind, (known, needed) in shapes.items()
    )
    func = f"""
        IF jsonb_typeof(NEW.parameters) = 'object' AND (CASE NEW.kind {cases} ELSE FALSE END) THEN RETURN NEW; END IF;
        RAISE EXCEPTION '{name}';
    """
    operation = pgtrigger.Insert | pgtrigger.Update
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)]


def _texts(names: list[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{one}'" for one in names) + "]::text[]"


def without_cycles(name: str, kinds: tuple[str, ...]) -> list[pgtrigger.Trigger]:
    """Caps that limit an item by others (`kinds`) never lead back to it: A of B and B of A have no meaning."""
    among = ", ".join(f"'{kind}'" for kind in kinds)
    func = f"""
        IF EXISTS (
            WITH RECURSIVE edge AS (
                SELECT i AS item, o AS other FROM (
                    SELECT items, "of" FROM bando_cap
                    WHERE call_id = NEW.call_id AND until IS NULL AND kind IN ({among}) AND id IS DISTINCT FROM NEW.id
                    UNION ALL SELECT NEW.items, NEW."of" WHERE NEW.until IS NULL AND NEW.kind IN ({among})
                ) c, unnest(c.items) i, unnest(c."of") o),
            way(item, other) AS (
                SELECT item, other FROM edge UNION SELECT w.item, e.other FROM way w JOIN edge e ON e.item = w.other)
            SELECT 1 FROM way WHERE item = other) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    operation = pgtrigger.Insert | pgtrigger.Update
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)]


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


def counted_by_others(name: str) -> list[pgtrigger.Trigger]:
    """Rows that triggers of other tables write, and nobody by hand."""
    written_by_hand = pgtrigger.Condition("pg_trigger_depth() = 0")
    operations = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Protect(name=name, operation=operations, condition=written_by_hand)]


def moved_by_its_own_act(name: str, kinds: Mapping[MovementKind, ActKind]) -> list[pgtrigger.Trigger]:
    """A movement of one of these `kinds` names an act of the kind that goes with it, adopted on the call of its line."""
    pairs = ", ".join(f"('{movement}', '{act}')" for movement, act in kinds.items())
    func = f"""
        IF NEW.act_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM bando_act a JOIN bando_budgetline l ON l.id = NEW.line_id JOIN bando_fund f ON f.id = l.fund_id
             WHERE a.id = NEW.act_id AND a.call_id = f.call_id AND (NEW.kind, a.kind) IN ({pairs})) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    among = pgtrigger.Q(new__kind__in=[str(kind) for kind in kinds])
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func, condition=among)]


def given_as_taken(name: str) -> list[pgtrigger.Trigger]:
    """When the transaction ends, each act of transfer has taken from one line and given as much to another of the same fund."""
    func = f"""
        IF (SELECT count(*) <> 2 OR count(DISTINCT m.kind) <> 2 OR count(DISTINCT m.amount) <> 1
                   OR count(DISTINCT l.id) <> 2 OR count(DISTINCT l.fund_id) <> 1
              FROM bando_movement m JOIN bando_budgetline l ON l.id = m.line_id
             WHERE m.act_id = NEW.act_id AND m.kind IN ('hand_over', 'take_over')) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NULL;
    """
    both = pgtrigger.Q(new__kind__in=["hand_over", "take_over"])
    when, timing = pgtrigger.After, pgtrigger.Deferred
    return [pgtrigger.Trigger(name=name, when=when, operation=pgtrigger.Insert, func=func, timing=timing, condition=both)]
