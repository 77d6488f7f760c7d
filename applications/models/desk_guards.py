"""Triggers that keep the desk impartial: nobody works on a file that she has declared a conflict with."""

import pgtrigger

NOBODY_IN_CONFLICT = "nobody_in_conflict_works_on_a_file"


def nobody_in_conflict(*, person: str = "by_id", application: str = "NEW.application_id") -> list[pgtrigger.Trigger]:
    """Rows of the Chamber's or the evaluators' work are not by a person with a declared conflict on their application.

    `person` is the column that names her, `application` the SQL that names the application.
    """
    func = f"""
        IF EXISTS (SELECT 1 FROM applications_conflictdeclaration
                    WHERE person_id = NEW.{person} AND conflicted AND application_id = {application}) THEN
            RAISE EXCEPTION '{NOBODY_IN_CONFLICT}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=NOBODY_IN_CONFLICT, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def never_taken_back(name: str) -> list[pgtrigger.Trigger]:
    """After a declared conflict its person declares nothing more about the application."""
    func = f"""
        IF EXISTS (SELECT 1 FROM applications_conflictdeclaration
                    WHERE person_id = NEW.person_id AND application_id = NEW.application_id AND conflicted) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def not_by_who_checked(name: str) -> list[pgtrigger.Trigger]:
    """A sheet is not by the person who ended the formal check of its application."""
    func = f"""
        IF EXISTS (SELECT 1 FROM applications_verdict
                    WHERE application_id = NEW.application_id AND by_id = NEW.evaluator_id) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def takes_over_its_own_place(name: str) -> list[pgtrigger.Trigger]:
    """Who takes over takes the same place of the same application."""
    func = f"""
        IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM applications_assignment WHERE id = NEW.replaces_id AND application_id = NEW.application_id
               AND task = NEW.task AND place = NEW.place) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def one_place_a_person(name: str) -> list[pgtrigger.Trigger]:
    """Nobody has two places of one task of an application at a time, nor takes over from herself."""
    func = f"""
        IF EXISTS (SELECT 1 FROM applications_assignment had
                    WHERE had.application_id = NEW.application_id AND had.task = NEW.task AND had.person_id = NEW.person_id
                      AND NOT EXISTS (SELECT 1 FROM applications_assignment later WHERE later.replaces_id = had.id)) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def not_scored_by_who_checked(name: str) -> list[pgtrigger.Trigger]:
    """The scoring of an application is not given to the person who ended its formal check."""
    func = f"""
        IF NEW.task = 'score' AND EXISTS (SELECT 1 FROM applications_verdict
                    WHERE application_id = NEW.application_id AND by_id = NEW.person_id) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def retired_once(name: str) -> list[pgtrigger.Trigger]:
    """A row changes in `retired_at` alone, and there from nothing to an instant."""
    func = f"""
        IF OLD.retired_at IS NOT NULL OR to_jsonb(NEW) - 'retired_at' IS DISTINCT FROM to_jsonb(OLD) - 'retired_at' THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)]


def nobody_sits_in_conflict(name: str) -> list[pgtrigger.Trigger]:
    """No file is examined while somebody is present who has declared a conflict with it."""
    func = f"""
        IF EXISTS (SELECT 1 FROM applications_sittingmember member
                     JOIN applications_conflictdeclaration said ON said.person_id = member.person_id
                    WHERE member.sitting_id = NEW.sitting_id AND said.conflicted
                      AND said.application_id = NEW.application_id) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def tells_whose_hands(name: str) -> list[pgtrigger.Trigger]:
    """After a row about an application, its `in_good_hands` says whether somebody without a declared conflict has its check."""
    func = """
        UPDATE applications_application SET in_good_hands = found.given
          FROM (SELECT EXISTS (
                SELECT 1 FROM applications_assignment had
                 WHERE had.application_id = NEW.application_id AND had.task = 'check'
                   AND NOT EXISTS (SELECT 1 FROM applications_assignment later WHERE later.replaces_id = had.id)
                   AND NOT EXISTS (SELECT 1 FROM applications_conflictdeclaration said
                                    WHERE said.application_id = had.application_id AND said.person_id = had.person_id
                                      AND said.conflicted)) AS given) found
         WHERE id = NEW.application_id AND in_good_hands <> found.given;
        RETURN NULL;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=pgtrigger.Insert, func=func)]


def tells_who_spoke_last(name: str) -> list[pgtrigger.Trigger]:
    """After a message its application says whether the firm's is the last; two that come at once are looked at in turn."""
    func = """
        PERFORM 1 FROM applications_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
        UPDATE applications_application SET awaits_reply = found.firms
          FROM (SELECT side = 'firm' AS firms FROM applications_message
                 WHERE application_id = NEW.application_id ORDER BY id DESC LIMIT 1) found
         WHERE id = NEW.application_id AND awaits_reply <> found.firms;
        RETURN NULL;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=pgtrigger.Insert, func=func)]
