"""Triggers that keep accounts as they were sent."""

import pgtrigger


def covers_what_was_paid(name: str) -> list[pgtrigger.Trigger]:
    """The parts of a payment are of invoices of its own account, and together no more than was paid."""
    func = f"""
        IF NOT EXISTS (
            SELECT 1 FROM disbursement_paymentproof proof
              JOIN disbursement_invoice invoice ON invoice.account_id = proof.account_id
             WHERE proof.id = NEW.proof_id AND invoice.id = NEW.invoice_id
               AND proof.amount >= NEW.amount + (SELECT coalesce(sum(part.amount), 0) FROM disbursement_provedpart part
                                                  WHERE part.proof_id = NEW.proof_id AND part.id <> NEW.id)) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=func)]


def frozen_once_sent(name: str, *, but_for: tuple[str, ...] = (), account: str = "{row}.account_id") -> list[pgtrigger.Trigger]:
    """Rows of an account come, change and go only while the firm is writing it (or answering the Chamber); the columns
    `but_for` may change. A row that would move from one account to another asks both. `account`: SQL that gives the account
    of `{row}`."""
    old, new = account.format(row="OLD"), account.format(row="NEW")
    spared = ", ".join(f"'{column}'" for column in but_for)
    same = f"to_jsonb(NEW) - ARRAY[{spared}]::text[] = to_jsonb(OLD) - ARRAY[{spared}]::text[]"
    passes = f"\n        IF TG_OP = 'UPDATE' AND {same} THEN RETURN NEW; END IF;" if but_for else ""
    func = f"""{passes}
        IF EXISTS (SELECT 1 FROM disbursement_account
                   WHERE id IN ({old}, {new}) AND state NOT IN ('draft', 'integration')) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """
    operations = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operations, func=func)]
