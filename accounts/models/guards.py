"""Triggers that keep firms in the hands of those who may act for them, whoever writes the rows."""

import pgtrigger

from accounts.domain.roles import BY_POWER_OF_ATTORNEY, Representative

_DELEGATES = ", ".join(f"'{code}'" for code in BY_POWER_OF_ATTORNEY)


def as_long_as_the_paper(name: str) -> list[pgtrigger.Trigger]:
    """A delegate's membership lasts no longer than a power of attorney that lies there; without one it never begins."""
    func = f"""
        IF NEW.role IN ({_DELEGATES}) AND NEW.until_at > NEW.since_at AND NOT EXISTS
           (SELECT 1 FROM accounts_powerofattorney WHERE membership_id = NEW.id AND until_at >= NEW.until_at) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=func)]


def a_representative_stays(name: str) -> list[pgtrigger.Trigger]:
    """The last representative of a firm is not ended. The firm's row is locked, so that two do not end each other."""
    func = f"""
        IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND OLD.role = '{Representative.code}' THEN
            PERFORM 1 FROM registry_firm WHERE id = OLD.firm_id FOR NO KEY UPDATE;
            IF NOT EXISTS (SELECT 1 FROM accounts_membership WHERE firm_id = OLD.firm_id AND id <> OLD.id
                           AND role = '{Representative.code}' AND ended_at IS NULL) THEN
                RAISE EXCEPTION '{name}';
            END IF;
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)]


def used_once(name: str) -> list[pgtrigger.Trigger]:
    """An invitation that was accepted or withdrawn stays so."""
    func = f"""
        IF OLD.accepted_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)]


def kept_as_given(name: str, *fields: str) -> list[pgtrigger.Trigger]:
    """These columns are written once."""
    return [pgtrigger.ReadOnly(name=name, fields=list(fields))]
