"""Triggers on the regional money: asked for by act, never edited, undone by its opposite, adding up to the cent."""

import pgtrigger


def frozen_once_requested(name: str) -> list[pgtrigger.Trigger]:
    """Amount, report and author change as long as the tranche is proposed; its rule never."""
    kept = ("rule_id", "amount", "evidence_id", "proposed_at", "proposed_by_id")
    once = ("request_id", "requested_at", "requested_by_id", "approved_on")
    changed = " OR ".join(f"NEW.{each} IS DISTINCT FROM OLD.{each}" for each in kept)
    again = " OR ".join(f"(OLD.{each} IS NOT NULL AND NEW.{each} IS DISTINCT FROM OLD.{each})" for each in once)
    func = f"""
        IF (OLD.state <> 'proposed' AND ({changed})) OR {again} OR NEW.rule_id <> OLD.rule_id
            OR (OLD.approval_protocol <> '' AND NEW.approval_protocol <> OLD.approval_protocol) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)]


def requested_by_act_approved_by_protocol(name: str) -> list[pgtrigger.Trigger]:
    """A tranche begins as a proposal; an act of request of its own call and a signer make it requested, a protocol and a day
    approved."""
    func = f"""
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'proposed' THEN RAISE EXCEPTION '{name}'; END IF;
            RETURN NEW;
        END IF;
        IF NEW.state = 'requested' AND OLD.state = 'proposed' AND (
            NEW.requested_by_id IS NULL OR NEW.requested_at IS NULL OR NOT EXISTS (
                SELECT 1 FROM bando_act act JOIN bando_fund fund ON fund.call_id = act.call_id
                  JOIN bando_trancherule rule ON rule.fund_id = fund.id
                 WHERE act.id = NEW.request_id AND act.kind = 'tranche_request' AND rule.id = NEW.rule_id)) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        IF NEW.state = 'approved' AND OLD.state = 'requested' AND (NEW.approval_protocol = '' OR NEW.approved_on IS NULL) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    operation = pgtrigger.Insert | pgtrigger.Update
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)]


def reversed_by_its_opposite(name: str, table: str, *same: str) -> list[pgtrigger.Trigger]:
    """A row that reverses another is about the same (`same` columns) and of the opposite amount; a reversal is not reversed."""
    equal = " AND ".join(f"had.{column} = NEW.{column}" for column in same)
    func = f"""
        IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM {table} had
             WHERE had.id = NEW.reverses_id AND had.reverses_id IS NULL AND had.amount = -NEW.amount AND {equal}) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def stands_once(name: str, table: str, *by: str) -> list[pgtrigger.Trigger]:
    """Of the rows that are the same in `by`, one stands at a time; who writes them waits on the tranche."""
    equal = " AND ".join(f"had.{column} = NEW.{column}" for column in by)
    func = f"""
        PERFORM 1 FROM disbursement_tranche WHERE id = NEW.tranche_id FOR NO KEY UPDATE;
        IF NEW.reverses_id IS NULL AND EXISTS (
            SELECT 1 FROM {table} had
             WHERE {equal} AND had.reverses_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM {table} back WHERE back.reverses_id = had.id)) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def adds_up_to_its_tranche(name: str, table: str) -> list[pgtrigger.Trigger]:
    """When the transaction ends, the rows of a tranche add up to its amount, or to nothing where they were undone."""
    func = f"""
        IF (SELECT sum(had.amount) NOT IN (0, tranche.amount)
              FROM {table} had JOIN disbursement_tranche tranche ON tranche.id = had.tranche_id
             WHERE had.tranche_id = NEW.tranche_id GROUP BY tranche.amount) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NULL;
    """
    timing = pgtrigger.Deferred
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=pgtrigger.Insert, timing=timing, func=func)]


def negative_by_reversal_only(name: str) -> list[pgtrigger.Trigger]:
    """What a Chamber has had of a fund falls below zero by a reversal only: a repayment takes no more than was given."""
    func = f"""
        IF NEW.reverses_id IS NULL AND NEW.amount < 0 AND NEW.amount + (
            SELECT coalesce(sum(had.amount), 0) FROM disbursement_trancheshare had
              JOIN disbursement_tranche tranche ON tranche.id = had.tranche_id
              JOIN bando_trancherule rule ON rule.id = tranche.rule_id
             WHERE had.pot_id = NEW.pot_id AND rule.fund_id = (
                 SELECT mine.fund_id FROM bando_trancherule mine JOIN disbursement_tranche this ON this.rule_id = mine.id
                  WHERE this.id = NEW.tranche_id)) < 0 THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]
