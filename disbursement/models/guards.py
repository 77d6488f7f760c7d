"""Triggers that keep accounts as they were sent."""

import pgtrigger


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
