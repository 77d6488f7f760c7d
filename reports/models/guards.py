"""Triggers on what the published list leaves out, and on the editions of a report's files."""

import pgtrigger


def of_a_person_only(name: str) -> list[pgtrigger.Trigger]:
    """Only a natural person may be left unnamed: a company is always published."""
    func = f"""
        IF NEW.hidden AND NOT EXISTS (
            SELECT 1 FROM applications_grant given
              JOIN applications_application asked ON asked.id = given.application_id
              JOIN registry_firm firm ON firm.id = asked.firm_id
             WHERE given.id = NEW.grant_id AND (firm.legal_form = 'sole_trader' OR length(firm.tax_code) = 16)) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def one_edition_after_another(name: str) -> list[pgtrigger.Trigger]:
    """An edition of a run's files follows the one before it: none is left out, and none comes without the first."""
    func = f"""
        IF NEW.edition > 1 AND NOT EXISTS (
            SELECT 1 FROM reports_reportfile known WHERE known.run_id = NEW.run_id AND known.edition = NEW.edition - 1) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]
