"""Rehearsals are deleted by one function of the tables' owner: the role that serves may call it, and delete nothing else."""

from django.db import migrations

WIPE = """
CREATE FUNCTION bando_wipe_rehearsal(the_call bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    link record;
    here record;
    more bigint;
    came bigint;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM bando_call WHERE id = the_call AND rehearsal) THEN
        RAISE EXCEPTION 'only_a_rehearsal_is_wiped';
    END IF;
    -- A table of this name that is there already is not ours: then nothing is wiped.
    CREATE TEMP TABLE wiped (place oid, key bigint, PRIMARY KEY (place, key));
    INSERT INTO pg_temp.wiped VALUES ('bando_call'::regclass, the_call);
    LOOP
        came := 0;
        FOR link IN
            SELECT c.conrelid AS place, c.confrelid AS parent, a.attname AS column_name, k.attname AS key_name
              FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
              JOIN pg_index i ON i.indrelid = c.conrelid AND i.indisprimary
              JOIN pg_attribute k ON k.attrelid = c.conrelid AND k.attnum = i.indkey[0]
             WHERE c.contype = 'f' AND c.confrelid IN (SELECT place FROM pg_temp.wiped)
        LOOP
            EXECUTE format('INSERT INTO pg_temp.wiped SELECT $1, t.%I FROM %s t JOIN pg_temp.wiped w ON w.place = $2 AND w.key = t.%I
                            ON CONFLICT DO NOTHING', link.key_name, link.place::regclass, link.column_name)
              USING link.place, link.parent;
            GET DIAGNOSTICS more = ROW_COUNT;
            came := came + more;
        END LOOP;
        EXIT WHEN came = 0;
    END LOOP;
    FOR here IN
        SELECT w.place, c.relname, k.attname AS key_name
          FROM (SELECT DISTINCT place FROM pg_temp.wiped) w
          JOIN pg_class c ON c.oid = w.place
          JOIN pg_index i ON i.indrelid = w.place AND i.indisprimary
          JOIN pg_attribute k ON k.attrelid = w.place AND k.attnum = i.indkey[0]
    LOOP
        DELETE FROM core_transition WHERE subject_type = regexp_replace(here.relname, '_', '.')
            AND subject_id IN (SELECT key FROM pg_temp.wiped WHERE place = here.place);
        EXECUTE format('DELETE FROM %s t USING pg_temp.wiped w WHERE w.place = $1 AND w.key = t.%I', here.place::regclass, here.key_name)
          USING here.place;
    END LOOP;
    DROP TABLE pg_temp.wiped;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bando", "0010_money_changes_pot_by_act"),
        ("core", "0004_secrets"),
    ]

    operations = [migrations.RunSQL(WIPE, "DROP FUNCTION bando_wipe_rehearsal(bigint)")]
