"""Triggers that keep accounts as they were sent, and money until its grant is public."""

import pgtrigger


def paid_once_public(name: str) -> list[pgtrigger.Trigger]:
    """A grant is paid on the day its act was made public or later (D.Lgs. 33/2013, art. 26)."""
    func = f"""
        IF NOT EXISTS (
            SELECT 1 FROM disbursement_settlement settled
              JOIN disbursement_account account ON account.id = settled.account_id
              JOIN applications_grant given ON given.application_id = account.application_id
              JOIN bando_publication public ON public.act_id = given.act_id
             WHERE settled.id = NEW.settlement_id AND public.published_on <= NEW.paid_on) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def paid_from_what_came(name: str) -> list[pgtrigger.Trigger]:
    """Where the call does not let Chambers anticipate, no pot that a payment has drawn on is below the Region's money that
    was passed on to it when the transaction ends. Payments of one pot wait for each other on its lines."""
    regional = "JOIN bando_fund fund ON fund.id = line.fund_id AND fund.kind = 'regional'"
    func = f"""
        IF EXISTS (
            SELECT 1 FROM disbursement_settlement settled
              JOIN disbursement_account account ON account.id = settled.account_id
              JOIN applications_application app ON app.id = account.application_id
              JOIN bando_call call ON call.id = app.call_id AND NOT call.pays_beyond_cash
              JOIN bando_movement moved ON moved.reference = 'application:' || app.id AND moved.kind = 'pay'
              JOIN bando_budgetline drawn ON drawn.id = moved.line_id
              JOIN bando_fund given ON given.id = drawn.fund_id AND given.kind = 'regional'
             WHERE settled.id = NEW.settlement_id
               AND (SELECT coalesce(sum(line.paid), 0) FROM bando_budgetline line {regional} WHERE line.pot_id = drawn.pot_id)
                 > (SELECT coalesce(sum(share.amount), 0) FROM disbursement_trancheshare share WHERE share.pot_id = drawn.pot_id)
        ) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """
    timing = pgtrigger.Deferred
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=pgtrigger.Insert, timing=timing, func=func)]


def frozen_once_sent(name: str, *, but_for: tuple[str, ...] = ()) -> list[pgtrigger.Trigger]:
    """Rows of an account come, change and go only while the firm is writing it (or answering the Chamber); the columns
    `but_for` may change. A row that would move from one account to another asks both."""
    spared = ", ".join(f"'{column}'" for column in but_for)
    same = f"to_jsonb(NEW) - ARRAY[{spared}]::text[] = to_jsonb(OLD) - ARRAY[{spared}]::text[]"
    passes = f"\n        IF TG_OP = 'UPDATE' AND {same} THEN RETURN NEW; END IF;" if but_for else ""
    func = f"""{passes}
        IF EXISTS (SELECT 1 FROM disbursement_account
                   WHERE id IN (OLD.account_id, NEW.account_id) AND state NOT IN ('draft', 'integration')) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """
    operations = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operations, func=func)]
