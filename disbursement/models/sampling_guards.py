"""Triggers on sample controls: a population is what was counted, a sample what its seed gives, and nobody controls herself."""

import pgtrigger

# The application of a control's row.
OF_CONTROL = "(SELECT application_id FROM disbursement_control WHERE id = NEW.control_id)"
ACCOUNT_OF_CONTROL = f"(SELECT id FROM disbursement_account WHERE application_id = {OF_CONTROL})"


def _before(name: str, breach: str) -> list[pgtrigger.Trigger]:
    func = f"""
        IF {breach} THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def _at_the_end(name: str, operation: pgtrigger.Operation, breach: str) -> list[pgtrigger.Trigger]:
    func = f"""
        IF {breach} THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NULL;
    """
    timing = pgtrigger.Deferred
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=operation, timing=timing, func=func)]


def is_of_published_plan(name: str) -> list[pgtrigger.Trigger]:
    """A draw is made by a plan of its own call, and begins as a proposal."""
    return _before(
        name,
        """NEW.state <> 'proposed' OR NOT EXISTS (
            SELECT 1 FROM disbursement_controlplan plan JOIN bando_pot pot ON pot.call_id = plan.call_id
             WHERE plan.id = NEW.plan_id AND pot.id = NEW.pot_id AND pot.chamber_id IS NOT NULL)""",
    )


def is_as_it_was_counted(name: str) -> list[pgtrigger.Trigger]:
    """When the transaction ends, the population of a draw is as many files as it says, with the digest that it says."""
    return _at_the_end(
        name,
        pgtrigger.Insert,
        """(SELECT count(*) FROM disbursement_samplemember WHERE sample_id = NEW.id) <> NEW.count
           OR (SELECT encode(sha256(convert_to(string_agg(key, E'\\n' ORDER BY key COLLATE "C"), 'UTF8')), 'hex')
                 FROM disbursement_samplemember WHERE sample_id = NEW.id) <> NEW.population_sha256""",
    )


def takes_no_more_than_counted(name: str) -> list[pgtrigger.Trigger]:
    """A population grows no more once it is whole; asked once a statement."""
    func = f"""
        IF EXISTS (SELECT 1 FROM disbursement_controlsample drawn
                    WHERE drawn.id IN (SELECT sample_id FROM brought)
                      AND (SELECT count(*) FROM disbursement_samplemember WHERE sample_id = drawn.id) > drawn.count) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NULL;
    """
    return [
        pgtrigger.Trigger(
            name=name, when=pgtrigger.After, operation=pgtrigger.Insert, level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new="brought"), func=func,
        )
    ]  # fmt: skip


def stands_in_one_live_population(name: str) -> list[pgtrigger.Trigger]:
    """A payment is of its draw's pot, called by its arrival number, and meets one draw only unless that was withdrawn."""
    return _before(
        name,
        """EXISTS (SELECT 1 FROM disbursement_samplemember had JOIN disbursement_controlsample other ON other.id = had.sample_id
                    WHERE had.payout_id = NEW.payout_id AND other.state <> 'withdrawn')
           OR NOT EXISTS (
            SELECT 1 FROM disbursement_payout paid
              JOIN disbursement_settlement settled ON settled.id = paid.settlement_id
              JOIN disbursement_account account ON account.id = settled.account_id
              JOIN applications_application app ON app.id = account.application_id
              JOIN applications_arrival came ON came.application_id = app.id
              JOIN disbursement_controlsample own ON own.id = NEW.sample_id
             WHERE paid.id = NEW.payout_id AND app.pot_id = own.pot_id AND came.number::text = NEW.key)""",
    )


def is_what_its_seed_gives(name: str) -> list[pgtrigger.Trigger]:
    """When the transaction that draws ends, the controls are the first of the lots: SHA-256 of seed, line feed, key."""
    return _at_the_end(
        name,
        pgtrigger.Update,
        """NEW.state = 'drawn' AND (
            SELECT array_agg(lot.id ORDER BY lot.place) FROM (
                SELECT id, row_number() OVER (
                    ORDER BY sha256(convert_to(NEW.seed || E'\\n' || key, 'UTF8')), key COLLATE "C") AS place
                  FROM disbursement_samplemember WHERE sample_id = NEW.id) lot WHERE lot.place <= NEW.size)
           IS DISTINCT FROM (
            SELECT array_agg(member_id ORDER BY rank) FROM disbursement_control WHERE sample_id = NEW.id)""",
    )


def is_of_a_drawn_file(name: str) -> list[pgtrigger.Trigger]:
    """A control is of a member of its draw, of that member's application, while the draw is made and of no more than it draws."""
    return _before(
        name,
        """NOT EXISTS (
            SELECT 1 FROM disbursement_samplemember member
              JOIN disbursement_controlsample drawn ON drawn.id = member.sample_id
              JOIN disbursement_payout paid ON paid.id = member.payout_id
              JOIN disbursement_settlement settled ON settled.id = paid.settlement_id
              JOIN disbursement_account account ON account.id = settled.account_id
             WHERE member.id = NEW.member_id AND drawn.id = NEW.sample_id AND account.application_id = NEW.application_id
               AND NEW.rank <= drawn.size AND drawn.state = 'proposed')""",
    )


def not_by_who_had_a_part(name: str) -> list[pgtrigger.Trigger]:
    """Nobody controls a file that she admitted or rejected, of which she cut a line, whose accounts she checked or settled."""
    return _before(
        name,
        f"""NEW.by_id IN (
            SELECT by_id FROM applications_verdict WHERE application_id = {OF_CONTROL}
            UNION SELECT by_id FROM disbursement_settlement WHERE account_id = {ACCOUNT_OF_CONTROL}
            UNION SELECT cut.by_id FROM disbursement_spendingcut cut JOIN disbursement_spending line ON line.id = cut.spending_id
             WHERE line.account_id = {ACCOUNT_OF_CONTROL}
            UNION SELECT by_id FROM core_transition WHERE subject_type = 'disbursement.account'
               AND subject_id = {ACCOUNT_OF_CONTROL} AND move IN ('check', 'settle'))""",
    )


def answers_its_own_list(name: str) -> list[pgtrigger.Trigger]:
    """A point that is answered is of the plan of the draw, and the control has not ended; who answers waits on the control."""
    func = f"""
        PERFORM 1 FROM applications_application WHERE id = {OF_CONTROL} FOR NO KEY UPDATE;
        IF EXISTS (SELECT 1 FROM disbursement_controloutcome WHERE control_id = NEW.control_id) OR NOT EXISTS (
            SELECT 1 FROM disbursement_control own JOIN disbursement_controlsample drawn ON drawn.id = own.sample_id
              JOIN disbursement_controlpoint point ON point.plan_id = drawn.plan_id
             WHERE own.id = NEW.control_id AND point.id = NEW.point_id) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def ends_once_all_is_answered(name: str) -> list[pgtrigger.Trigger]:
    """A control ends when each point has an answer; irregular, of no more than was paid, where one is not met."""
    func = f"""
        PERFORM 1 FROM applications_application WHERE id = {OF_CONTROL} FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT 1 FROM disbursement_control own JOIN disbursement_controlsample drawn ON drawn.id = own.sample_id
              JOIN disbursement_controlpoint point ON point.plan_id = drawn.plan_id
             WHERE own.id = NEW.control_id AND NOT EXISTS (
                SELECT 1 FROM disbursement_controlanswer WHERE control_id = NEW.control_id AND point_id = point.id))
           OR NEW.amount > (SELECT paid.gross FROM disbursement_control own
              JOIN disbursement_samplemember member ON member.id = own.member_id
              JOIN disbursement_payout paid ON paid.id = member.payout_id WHERE own.id = NEW.control_id)
           OR (NEW.result = 'irregular' AND NOT EXISTS (
            SELECT 1 FROM disbursement_controlanswer said WHERE said.control_id = NEW.control_id AND said.answer = 'not_met'
               AND NOT EXISTS (SELECT 1 FROM disbursement_controlanswer later
                                WHERE later.control_id = said.control_id AND later.point_id = said.point_id
                                  AND later.id > said.id))) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def has_its_points_before_it_is_used(name: str) -> list[pgtrigger.Trigger]:
    """A list that a draw was proposed with takes no more points."""
    return _before(name, "EXISTS (SELECT 1 FROM disbursement_controlsample WHERE plan_id = NEW.plan_id)")
