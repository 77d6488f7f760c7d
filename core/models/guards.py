"""Triggers that keep a promise against a shell, a bulk update and a careless colleague alike."""

import pgtrigger

from core.domain.workflow import Workflow


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Rows may be inserted, never updated or deleted. `name` says so, as a sentence, in the list of triggers."""
    return [pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)]


def never_deleted(name: str) -> list[pgtrigger.Trigger]:
    """Rows may change, never go."""
    return [pgtrigger.Protect(name=name, operation=pgtrigger.Delete)]


def only_these_steps(workflow: Workflow) -> list[pgtrigger.Trigger]:
    """The column `state` moves along the table of `workflow` only, whoever writes it."""
    return [pgtrigger.FSM(name=f"{workflow.name}_moves_by_its_table", field="state", transitions=workflow.steps())]


def changed_only_in(name: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Rows may be inserted, never deleted, and change in these columns alone."""
    spared = ", ".join(f"'{column}'" for column in columns)
    func = f"""
        IF TG_OP = 'DELETE'
           OR to_jsonb(NEW) - ARRAY[{spared}]::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{spared}]::text[] THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    operations = pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operations, func=func)]


def settled_once(name: str, column: str, waiting: str, *others: str) -> list[pgtrigger.Trigger]:
    """`column`, with the `others` that tell more of it, changes only while it says `waiting`."""
    changed = " OR ".join(f"NEW.{each} IS DISTINCT FROM OLD.{each}" for each in (column, *others))
    func = f"""
        IF OLD.{column} <> '{waiting}' AND ({changed}) THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)]


def set_once(name: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Each of these columns goes from nothing to something, and stays."""
    return [_kept(name, " OR ".join(f"(OLD.{each} IS NOT NULL AND NEW.{each} IS DISTINCT FROM OLD.{each})" for each in columns))]


def once_settled_stays(name: str, said: str, *columns: str) -> list[pgtrigger.Trigger]:
    """These columns change as long as `said` says nothing."""
    changed = " OR ".join(f"NEW.{each} IS DISTINCT FROM OLD.{each}" for each in columns)
    return [_kept(name, f"OLD.{said} IS NOT NULL AND ({changed})")]


def kept_once_settled(name: str, column: str, waiting: str) -> list[pgtrigger.Trigger]:
    """A row is written as long as `column` says `waiting`, and never after: not even to say the same again."""
    return [_kept(name, f"OLD.{column} <> '{waiting}'")]


def _kept(name: str, breach: str) -> pgtrigger.Trigger:
    func = f"""
        IF {breach} THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NEW;
    """
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)


def takes_rows_until(name: str, table: str, column: str, said: str) -> list[pgtrigger.Trigger]:
    """What `column` leads to in `table` takes rows as long as its `said` says nothing; asked once a statement."""
    func = f"""
        IF EXISTS (SELECT 1 FROM {table} WHERE {said} IS NOT NULL AND id IN (SELECT {column} FROM brought)) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NULL;
    """
    return [
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new="brought"),
            func=func,
        )
    ]
