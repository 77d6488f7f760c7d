"""The function that takes the place of an application asks what it needs in two statements, and once whether the call is open."""

from importlib import import_module

from django.db import migrations

TAKE_PLACE = """
CREATE OR REPLACE FUNCTION applications_take_place(
    the_application bigint, the_key uuid, seen_version integer, sender bigint, sender_label text,
    request_at timestamptz, plays_at timestamptz
) RETURNS TABLE (
    outcome text, id bigint, number integer, received_at timestamptz, at timestamptz, digest varchar, leaf varchar,
    previous_hash varchar, hash varchar, key uuid, asked numeric, reserved numeric,
    application_id bigint, call_id bigint, pot_id bigint, sent_by_id bigint, snapshot_id bigint
)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    dossier RECORD;
    sent RECORD;
    terms RECORD;
    place applications_arrival%ROWTYPE;
BEGIN
    -- First rung: the application. A second click waits here and finds what the first has done.
    SELECT a.call_id, a.state, a.pot_id, a.call_version, a.confirmed_until_at, a.snapshot_id INTO dossier
      FROM applications_application a WHERE a.id = the_application FOR NO KEY UPDATE;
    -- A draft has not arrived; a key that has served another application is refused where it is written.
    IF dossier.state <> 'draft' THEN
        SELECT r.*, s.version AS sent_version INTO sent
          FROM applications_arrival r LEFT JOIN applications_snapshot s ON s.id = r.snapshot_id
         WHERE r.key = the_key OR r.application_id = the_application
         ORDER BY (r.key = the_key) DESC LIMIT 1;
        IF NOT FOUND THEN outcome := 'not_a_draft'; RETURN NEXT; RETURN; END IF;
        outcome := CASE WHEN sent.application_id <> the_application THEN 'key_used'
                        WHEN sent.key = the_key AND seen_version <> sent.sent_version THEN 'other_body'
                        ELSE 'sent_before' END;
        RETURN QUERY SELECT outcome, sent.id, sent.number, sent.received_at, sent.at, sent.digest, sent.leaf, sent.previous_hash,
            sent.hash, sent.key, sent.asked, sent.reserved, sent.application_id, sent.call_id, sent.pot_id, sent.sent_by_id,
            sent.snapshot_id;
        RETURN;
    END IF;
    IF dossier.snapshot_id IS NULL OR dossier.pot_id IS NULL OR request_at >= dossier.confirmed_until_at THEN
        outcome := 'not_ready'; RETURN NEXT; RETURN;
    END IF;

    -- Second rung: the call's queue, first come, first served. From here to the commit nobody else takes a place or changes the call.
    -- What was confirmed, the call and the head of its queue are read together, and only now: the application is held, and so is the queue.
    PERFORM pg_advisory_xact_lock(2, hashtext('call:' || dossier.call_id));
    SELECT s.version, s.call_version, s.digest, s.leaf, s."grant", t.version AS content_version, c.code, c.version AS call_now,
           c.procedure, c.partial_last_grant, c.draw_order, last.number, last.at, last.hash
      INTO terms
      FROM applications_snapshot s JOIN applications_content t ON t.application_id = the_application
      JOIN bando_call c ON c.id = dossier.call_id
      LEFT JOIN LATERAL (SELECT r.number, r.at, r.hash FROM applications_arrival r
                          WHERE r.call_id = c.id ORDER BY r.number DESC LIMIT 1) last ON true
     WHERE s.id = dossier.snapshot_id;
    IF terms.version <> coalesce(seen_version, terms.version) OR terms.version <> terms.content_version
       OR terms.call_version <> dossier.call_version OR terms.call_now <> dossier.call_version THEN
        outcome := 'not_ready'; RETURN NEXT; RETURN;
    END IF;
    -- Whether the call takes applications is asked once, where the place is written (an_arrival_comes_in_a_window_of_its_call).
    IF terms.procedure IN ('first_come', 'first_come_minimum')
       AND (SELECT r.room FROM bando_rooms(dossier.call_id) r WHERE r.pot_id = dossier.pot_id) <= 0 THEN
        outcome := 'closed'; RETURN NEXT; RETURN;
    END IF;
    place.number := coalesce(terms.number, 0) + 1;
    -- The clock, not now(), which is when the transaction began; later than the last one's even if the clock was set back.
    place.at := greatest(coalesce(plays_at, clock_timestamp()), terms.at + interval '1 microsecond');
    place.previous_hash := coalesce(terms.hash, '');
    place.hash := encode(sha256(convert_to(
        'portale-bandi arrival 1' || chr(10) || terms.code || chr(10) || place.number || chr(10)
        || to_char(place.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || chr(10)
        || terms.leaf || chr(10) || place.previous_hash || chr(10), 'UTF8')), 'hex');

    -- Third rung: the money, where it goes by arrival.
    IF terms.procedure IN ('first_come', 'first_come_minimum') THEN
        place.pot_id := dossier.pot_id;
        place.asked := terms."grant";
        place.reserved := 0;
        IF terms."grant" > 0 THEN
            place.reserved := bando_reserve(dossier.call_id, dossier.pot_id, terms."grant", terms.partial_last_grant,
                                            terms.draw_order, 'application:' || the_application, sender, place.at);
        END IF;
    END IF;

    INSERT INTO applications_arrival AS r (number, received_at, at, digest, leaf, previous_hash, hash, key, asked, reserved,
                                           application_id, call_id, pot_id, sent_by_id, snapshot_id)
    VALUES (place.number, request_at, place.at, terms.digest, terms.leaf, place.previous_hash, place.hash, the_key,
            place.asked, place.reserved, the_application, dossier.call_id, place.pot_id, sender, dossier.snapshot_id)
    RETURNING r.id INTO place.id;
    UPDATE applications_application a SET state = 'submitted' WHERE a.id = the_application;
    INSERT INTO core_transition (at, by_id, by_label, subject_type, subject_id, move, source, target, reason)
    VALUES (request_at, sender, sender_label, 'applications.application', the_application, 'submit', 'draft', 'submitted', '');
    INSERT INTO core_auditevent (at, by_id, by_label, action, subject_type, subject_id, data)
    VALUES (request_at, sender, sender_label, 'submitting.submit', 'applications.application', the_application,
            jsonb_build_object('number', place.number, 'digest', terms.digest, 'hash', place.hash));
    INSERT INTO applications_receipt (application_id, state, requested_at, file, sha256, token)
    VALUES (the_application, 'requested', request_at, '', '', gen_random_uuid());
    INSERT INTO applications_notice (application_id, kind, at) VALUES (the_application, 'arrived', request_at);
    RETURN QUERY SELECT 'taken'::text, place.id, place.number, request_at, place.at, terms.digest, terms.leaf,
        place.previous_hash, place.hash, the_key, place.asked, place.reserved, the_application, dossier.call_id, place.pot_id,
        sender, dossier.snapshot_id;
END $$
"""

BEFORE = import_module("applications.migrations.0010_a_place_in_one_round_trip").TAKE_PLACE


class Migration(migrations.Migration):
    dependencies = [("applications", "0021_files_are_given_to_people")]
    operations = [migrations.RunSQL(TAKE_PLACE, BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))]
