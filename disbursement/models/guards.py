"""Triggers that keep accounts as they were sent."""

import pgtrigger


def frozen_once_sent(name: str) -> list[pgtrigger.Trigger]:
    """Rows of an account come, change and go only while the firm is writing it (or answering the Chamber)."""
    func = f"""
        IF EXISTS (SELECT 1 FROM disbursement_account
                   WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.account_id ELSE NEW.account_id END
                   AND state NOT IN ('draft', 'integration')) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """
    operations = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operations, func=func)]
