"""Triggers that make a sent dossier immutable, and arrivals a queue without gaps."""

import pgtrigger

_OPERATIONS = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def frozen_once_sent(
    name: str, *, open_states: tuple[str, ...] = ("draft",), but_for: tuple[str, ...] = ()
) -> list[pgtrigger.Trigger]:
    """Rows of an application come, change and go only while it is in one of `open_states`; the columns `but_for` may change.

    A row that would move from one application to another asks both.
    """
    states = ", ".join(f"'{state}'" for state in open_states)
    spared = ", ".join(f"'{column}'" for column in but_for)
    same = f"to_jsonb(NEW) - ARRAY[{spared}]::text[] = to_jsonb(OLD) - ARRAY[{spared}]::text[]"
    passes = f"\n        IF TG_OP = 'UPDATE' AND {same} THEN RETURN NEW; END IF;" if but_for else ""
    func = f"""{passes}
        IF EXISTS (SELECT 1 FROM applications_application
                   WHERE id IN (OLD.application_id, NEW.application_id) AND state NOT IN ({states})) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=_OPERATIONS, func=func)]


def stays_once_arrived(name: str) -> list[pgtrigger.Trigger]:
    """What had been uploaded when the application arrived stays, whatever may be added and taken away again afterwards."""
    func = f"""
        IF OLD.uploaded_at <= (SELECT received_at FROM applications_arrival WHERE application_id = OLD.application_id) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN OLD;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Delete, func=func)]


def kept_once_sent(name: str, *columns: str) -> list[pgtrigger.Trigger]:
    """What an application was sent under stays as it was sent, in these columns of its own row."""
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in columns)
    func = f"""
        IF OLD.state <> 'draft' AND NOT ({same}) THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)]


def only_moves(name: str) -> list[pgtrigger.Trigger]:
    """A row changes in its `state` alone."""
    func = f"""
        IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state' THEN RAISE EXCEPTION '{name}'; END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)]


def answered_in_time(name: str, asked: str, key: str, column: str) -> list[pgtrigger.Trigger]:
    """An answer's instant (`column`) is not later than the `due_at` of what it answers (the row of `asked` that `key` names)."""
    func = f"""
        IF NEW.{column} > (SELECT due_at FROM applications_{asked} WHERE id = NEW.{key}) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def rejected_after_notice(name: str, procedures: tuple[str, ...]) -> list[pgtrigger.Trigger]:
    """In calls of these procedures a verdict rejects only for a reason that was noticed, and answered or past its term."""
    listed = ", ".join(f"'{procedure}'" for procedure in procedures)
    func = f"""
        IF NEW.outcome = 'rejected' AND EXISTS (
               SELECT 1 FROM applications_application a JOIN bando_call c ON c.id = a.call_id
                WHERE a.id = NEW.application_id AND c.procedure IN ({listed}))
           AND NOT EXISTS (
               SELECT 1 FROM applications_rejectionnotice n LEFT JOIN applications_observation o ON o.notice_id = n.id
                WHERE n.application_id = NEW.application_id AND n.reason_code = NEW.reason_code
                  AND (o.id IS NOT NULL OR n.due_at < NEW.at)) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def written_once(name: str, column: str) -> list[pgtrigger.Trigger]:
    """A row changes in `column` alone, and there from nothing to something: once."""
    func = f"""
        IF OLD.{column} IS NOT NULL OR NEW.{column} IS NULL
           OR to_jsonb(NEW) - '{column}' IS DISTINCT FROM to_jsonb(OLD) - '{column}' THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Update, func=func)]


def signed_once(name: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Rows are never deleted, and change in these columns alone: all at once, while the first of them says nothing yet."""
    spared = ", ".join(f"'{column}'" for column in columns)
    func = f"""
        IF TG_OP = 'DELETE' OR OLD.{columns[0]} IS NOT NULL
           OR to_jsonb(NEW) - ARRAY[{spared}]::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{spared}]::text[] THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    operations = pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operations, func=func)]


def so_many_at_most(name: str, most: int) -> list[pgtrigger.Trigger]:
    """An application has at most so many rows of this table; who counts waits for who is adding one."""
    func = f"""
        PERFORM 1 FROM applications_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
        IF (SELECT count(*) FROM {{meta.db_table}} WHERE application_id = NEW.application_id) >= {most} THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=pgtrigger.Func(func))]


def comes_in_a_window(name: str) -> list[pgtrigger.Trigger]:
    """An arrival is of a request that came while its call took applications (`bando_takes_applications`)."""
    func = f"""
        IF NOT bando_takes_applications(NEW.call_id, NEW.received_at) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def is_of_a_confirmed_content(name: str) -> list[pgtrigger.Trigger]:
    """What arrives is what the firm has confirmed: the snapshot of its application, with its digest and its leaf."""
    func = f"""
        IF NOT EXISTS (SELECT 1 FROM applications_snapshot WHERE id = NEW.snapshot_id AND application_id = NEW.application_id
                       AND digest = NEW.digest AND leaf = NEW.leaf) THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def follows_the_one_before(name: str) -> list[pgtrigger.Trigger]:
    """An arrival takes the next number of its call, links to the last one's hash, and is later than it."""
    func = f"""
        DECLARE last RECORD;
        BEGIN
            SELECT number, at, hash INTO last FROM applications_arrival
             WHERE call_id = NEW.call_id ORDER BY number DESC LIMIT 1;
            IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.previous_hash <> coalesce(last.hash, '')
               OR NEW.at <= coalesce(last.at, '-infinity') THEN
                RAISE EXCEPTION '{name}';
            END IF;
            RETURN NEW;
        END;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def of_the_same_firm(name: str) -> list[pgtrigger.Trigger]:
    """A delegate is invited to an application by the firm whose it is, in the role that counts in one application."""
    func = f"""
        IF NOT EXISTS (SELECT 1 FROM accounts_invitation i JOIN applications_application a ON a.firm_id = i.firm_id
                       WHERE i.id = NEW.invitation_id AND a.id = NEW.application_id
                       AND i.role = 'application_delegate') THEN
            RAISE EXCEPTION '{name}';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def signed_where_its_call_asks_it(name: str) -> list[pgtrigger.Trigger]:
    """An arrival in a call that asks for signatures has one that was accepted, of the very content that arrives."""
    func = f"""
        IF (SELECT signature_policy FROM bando_call WHERE id = NEW.call_id) <> 'none' AND NOT EXISTS (
            SELECT 1 FROM applications_signature s JOIN applications_signableform f ON f.id = s.form_id
             WHERE f.snapshot_id = NEW.snapshot_id AND s.accepted AND s.scan <> 'infected') THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """
    return [pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func)]


def releases_what_it_reserved(name: str, before: tuple[str, ...]) -> list[pgtrigger.Trigger]:
    """Whoever leaves the states `before`, granted or ended, holds no reservation at the commit: it was used or released."""
    func = f"""
        IF EXISTS (SELECT 1 FROM bando_movement WHERE reference = 'application:' || NEW.id
                    GROUP BY line_id HAVING coalesce(sum(amount) FILTER (WHERE target = 'reserved'), 0)
                                         <> coalesce(sum(amount) FILTER (WHERE source = 'reserved'), 0)) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """
    return [
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.After,
            operation=pgtrigger.UpdateOf("state"),
            timing=pgtrigger.Deferred,
            condition=_leaves(before),
            func=func,
        )
    ]


def accepted_or_forfeited_in_time(name: str) -> list[pgtrigger.Trigger]:
    """A grant with a term is accepted up to its last moment and forfeited after it, by the record of the step, at the commit."""
    func = f"""
        IF EXISTS (SELECT 1 FROM applications_grant WHERE application_id = NEW.id) AND NOT EXISTS (
            SELECT 1 FROM core_transition step JOIN applications_grant given ON given.application_id = NEW.id
             WHERE step.subject_type = 'applications.application' AND step.subject_id = NEW.id
               AND step.source = 'granted' AND step.target = NEW.state
               AND CASE NEW.state WHEN 'forfeited' THEN step.at > given.acceptance_due_at
                   ELSE step.at <= coalesce(given.acceptance_due_at, 'infinity') END) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """
    answered = pgtrigger.Condition("OLD.state = 'granted' AND NEW.state IN ('accepted', 'forfeited')")
    return [
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.After,
            operation=pgtrigger.UpdateOf("state"),
            timing=pgtrigger.Deferred,
            condition=answered,
            func=func,
        )
    ]


def who_waits_is_counted(name: str) -> list[pgtrigger.Trigger]:
    """An arrival that found less than it asked for in its pot: the waiting list of the pot grows by what is missing."""
    func = """
        INSERT INTO bando_waitinglist AS list (pot_id, amount) VALUES (NEW.pot_id, NEW.asked - NEW.reserved)
            ON CONFLICT (pot_id) DO UPDATE SET amount = list.amount + EXCLUDED.amount;
        RETURN NULL;
    """
    missing = pgtrigger.Condition("NEW.reserved < NEW.asked")
    return [pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=pgtrigger.Insert, condition=missing, func=func)]


def who_leaves_waits_no_longer(name: str, before: tuple[str, ...]) -> list[pgtrigger.Trigger]:
    """Whoever leaves the states `before`, granted or ended, is no longer on the waiting list of its pot."""
    func = """
        UPDATE bando_waitinglist list SET amount = list.amount - (place.asked - place.reserved)
          FROM applications_arrival place
         WHERE place.application_id = NEW.id AND place.reserved < place.asked AND list.pot_id = place.pot_id;
        RETURN NULL;
    """
    return [
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.After,
            operation=pgtrigger.UpdateOf("state"),
            condition=_leaves(before),
            func=func,
        )
    ]


def _leaves(before: tuple[str, ...]) -> pgtrigger.Condition:
    states = ", ".join(f"'{state}'" for state in before)
    return pgtrigger.Condition(f"OLD.state IN ({states}) AND NEW.state NOT IN ({states})")
