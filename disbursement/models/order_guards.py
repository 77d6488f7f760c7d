"""Triggers on what is ordered and paid: of one Chamber, as it was settled, by two people, never more than was granted."""

import pgtrigger

# What a settlement hangs on: its application, with its pot and its grant.
FILE = """disbursement_settlement settled
              JOIN disbursement_account account ON account.id = settled.account_id
              JOIN applications_application asked ON asked.id = account.application_id
              JOIN applications_grant given ON given.application_id = asked.id"""


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


def ordered_as_settled(name: str) -> list[pgtrigger.Trigger]:
    """A line pays what was settled, no more and no less, for an application of its order's pot (one Chamber in one call)."""
    return [
        _unless(
            name,
            pgtrigger.Insert,
            f"""SELECT 1 FROM {FILE} JOIN disbursement_paymentorder wanted ON wanted.pot_id = asked.pot_id
                 WHERE settled.id = NEW.settlement_id AND wanted.id = NEW.order_id AND settled.final_grant = NEW.gross""",
        )
    ]


def paid_as_ordered(name: str) -> list[pgtrigger.Trigger]:
    """A payment is that of its line, to the cent and to the account, in an order that was adopted and waits for its outcome."""
    return [
        _unless(
            name,
            pgtrigger.Insert,
            """SELECT 1 FROM disbursement_orderline line JOIN disbursement_paymentorder wanted ON wanted.id = line.order_id
                WHERE line.id = NEW.line_id AND line.state = 'ordered' AND wanted.act_id = NEW.act_id
                  AND line.settlement_id = NEW.settlement_id AND line.iban = NEW.iban
                  AND (line.gross, line.withheld, line.substituted, line.net)
                      = (NEW.gross, NEW.withheld, NEW.substituted, NEW.net)""",
        )
    ]


def paid_within_the_grant(name: str) -> list[pgtrigger.Trigger]:
    """Nothing is paid beyond what was granted; of an application there is one settlement, of a settlement one payment."""
    return [
        _unless(
            name,
            pgtrigger.Insert,
            f"SELECT 1 FROM {FILE} WHERE settled.id = NEW.settlement_id AND NEW.gross <= given.amount",
        )
    ]


def paid_with_its_payout(name: str) -> list[pgtrigger.Trigger]:
    """A line that is said to be paid has its payment by the commit."""
    func = f"""
        IF NEW.state = 'paid' AND NOT EXISTS (SELECT 1 FROM disbursement_payout WHERE line_id = NEW.id) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=pgtrigger.Update, timing=pgtrigger.Deferred, func=func)]


def signed_by_another(name: str) -> list[pgtrigger.Trigger]:
    """Who adopts an order has settled none of the accounts that it pays."""
    return [
        _unless(
            name,
            pgtrigger.Update,
            """SELECT 1 WHERE NOT EXISTS (
                SELECT 1 FROM disbursement_orderline line JOIN disbursement_settlement settled ON settled.id = line.settlement_id
                 WHERE line.order_id = NEW.id AND line.state = 'ordered' AND settled.by_id = NEW.adopted_by_id)""",
            when="NEW.act_id IS NOT NULL AND OLD.act_id IS NULL",
        )
    ]


def _unless(name: str, operation: pgtrigger.Operation, holds: str, *, when: str = "TRUE") -> pgtrigger.Trigger:
    func = f"""
        IF {when} AND NOT EXISTS ({holds}) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)
