"""Triggers on what is taken back of paid grants: heard first, once, no more than was paid, adding up to the cent."""

import pgtrigger


def _before(name: str, breach: str) -> list[pgtrigger.Trigger]:
    func = f"""
        IF {breach} THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def no_more_than_was_paid(name: str) -> list[pgtrigger.Trigger]:
    """A notice is about a payment of its own application, and asks back, with what was decided before, no more than it paid."""
    return _before(
        name,
        """NOT EXISTS (
            SELECT 1 FROM disbursement_payout paid
              JOIN disbursement_settlement settled ON settled.id = paid.settlement_id
              JOIN disbursement_account account ON account.id = settled.account_id
             WHERE paid.id = NEW.payout_id AND account.application_id = NEW.application_id
               AND paid.gross >= NEW.amount + (
                   SELECT coalesce(sum(had.amount), 0) FROM disbursement_recovery had
                     JOIN disbursement_revocationnotice told ON told.id = had.notice_id WHERE told.payout_id = NEW.payout_id))""",
    )


def no_more_than_was_noticed(name: str) -> list[pgtrigger.Trigger]:
    """A recovery is of the application that was told, and of no more than it was told."""
    return _before(
        name,
        """NOT EXISTS (SELECT 1 FROM disbursement_revocationnotice
            WHERE id = NEW.notice_id AND application_id = NEW.application_id AND amount >= NEW.amount)""",
    )


def observed_in_time(name: str) -> list[pgtrigger.Trigger]:
    """Observations come within the term."""
    return _before(name, "NEW.observed_at > (SELECT due_at FROM disbursement_revocationnotice WHERE id = NEW.notice_id)")


def decided_once_heard(name: str, other: str) -> list[pgtrigger.Trigger]:
    """A notice ends in one way only (`other` is the table of the other end), when the firm has observed or its term is over, and
    not by who gave the notice."""
    func = f"""
        PERFORM 1 FROM applications_application app JOIN disbursement_revocationnotice told ON told.application_id = app.id
          WHERE told.id = NEW.notice_id FOR NO KEY UPDATE OF app;
        IF EXISTS (SELECT 1 FROM {other} WHERE notice_id = NEW.notice_id) OR NOT EXISTS (
            SELECT 1 FROM disbursement_revocationnotice told
              LEFT JOIN disbursement_revocationobservation said ON said.notice_id = told.id
             WHERE told.id = NEW.notice_id AND told.by_id <> NEW.by_id AND (said.id IS NOT NULL OR told.due_at < NEW.at)) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def add_up_to_the_recovery(name: str) -> list[pgtrigger.Trigger]:
    """When the transaction ends, the instalments of a recovery are its amount, no less and no more."""
    func = f"""
        IF (SELECT sum(part.amount) FROM disbursement_instalment part WHERE part.recovery_id = NEW.recovery_id)
           <> (SELECT amount FROM disbursement_recovery WHERE id = NEW.recovery_id) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NULL;
    """
    timing = pgtrigger.Deferred
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=pgtrigger.Insert, timing=timing, func=func)]


def no_more_than_is_due(name: str) -> list[pgtrigger.Trigger]:
    """The capital that came back is never more than the recovery; who writes it waits on the application."""
    func = f"""
        PERFORM 1 FROM applications_application app JOIN disbursement_recovery owed ON owed.application_id = app.id
          WHERE owed.id = NEW.recovery_id FOR NO KEY UPDATE OF app;
        IF NEW.capital + (SELECT coalesce(sum(capital), 0) FROM disbursement_recoveryreceipt WHERE recovery_id = NEW.recovery_id)
           > (SELECT amount FROM disbursement_recovery WHERE id = NEW.recovery_id) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def comes_before_it_is_used(name: str) -> list[pgtrigger.Trigger]:
    """A rate is put on record before any sum is counted on a day that bears it: else that sum is undone first."""
    return _before(
        name,
        """EXISTS (SELECT 1 FROM disbursement_recoveryreceipt came
            WHERE came.received_on >= NEW.from_on AND came.reverses_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM disbursement_recoveryreceipt undone WHERE undone.reverses_id = came.id))""",
    )


def reversed_from_the_last(name: str) -> list[pgtrigger.Trigger]:
    """What is undone is a sum of the same recovery, on its day, of the opposite parts, and the last one that stands: those after
    it were counted on it."""
    return _before(
        name,
        """NEW.reverses_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM disbursement_recoveryreceipt had
             WHERE had.id = NEW.reverses_id AND had.reverses_id IS NULL AND had.recovery_id = NEW.recovery_id
               AND had.received_on = NEW.received_on AND had.interest = -NEW.interest AND had.capital = -NEW.capital
               AND NOT EXISTS (
                SELECT 1 FROM disbursement_recoveryreceipt later
                 WHERE later.recovery_id = had.recovery_id AND later.reverses_id IS NULL AND later.id > had.id
                   AND NOT EXISTS (SELECT 1 FROM disbursement_recoveryreceipt undone WHERE undone.reverses_id = later.id)))""",
    )
