"""Functions of the database for whoever takes a place in a call: whether it takes applications, and its money reserved.

They say what Python says elsewhere, and tests hold the two equal: `bando_takes_applications` the windows of
`bando.domain.windows.Situation`, `bando_split` the parts of `core.money.split`, `bando_draw` those of `bando.domain.drawing.draw`.
"""

from django.db import migrations

TAKES = """
CREATE FUNCTION bando_takes_applications(the_call bigint, instant timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    terms RECORD;
    suspended_from timestamptz;
BEGIN
    SELECT published_at, opens_at, closes_at INTO terms FROM bando_call WHERE id = the_call;
    IF terms.published_at IS NULL OR instant < terms.published_at THEN RETURN false; END IF;
    SELECT CASE WHEN a.kind = 'suspension' THEN v.in_force_at END INTO suspended_from
      FROM bando_version v JOIN bando_act a ON a.id = v.act_id
     WHERE v.call_id = the_call AND a.kind IN ('suspension', 'resumption', 'closure', 'reopening')
     ORDER BY v.number DESC LIMIT 1;
    IF suspended_from IS NOT NULL AND instant > suspended_from THEN RETURN false; END IF;
    IF EXISTS (SELECT 1 FROM bando_window WHERE call_id = the_call AND until IS NULL) THEN
        RETURN EXISTS (SELECT 1 FROM bando_window WHERE call_id = the_call AND until IS NULL
                        AND instant BETWEEN opens_at AND closes_at);
    END IF;
    RETURN instant BETWEEN terms.opens_at AND terms.closes_at;
END $$
"""

SPLIT = """
CREATE FUNCTION bando_split(total numeric, weights numeric[]) RETURNS numeric[]
LANGUAGE sql IMMUTABLE AS $$
    WITH shares AS (
        SELECT place, div(total * 100 * weight, whole) AS share, mod(total * 100 * weight, whole) AS remainder
          FROM unnest(weights) WITH ORDINALITY AS w(weight, place), (SELECT sum(x) AS whole FROM unnest(weights) AS x) AS base
    ), turns AS (
        SELECT place, share, row_number() OVER (ORDER BY remainder DESC, place) AS turn,
               total * 100 - sum(share) OVER () AS left_over
          FROM shares
    )
    SELECT array_agg(((share + CASE WHEN turn <= left_over THEN 1 ELSE 0 END) / 100)::numeric(14,2) ORDER BY place) FROM turns
$$
"""

DRAW = """
CREATE FUNCTION bando_draw(amount numeric, available numeric[], draw_order text, regional boolean[]) RETURNS numeric[]
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    first numeric[];
    later numeric[];
    before numeric;
    one numeric[];
    other numeric[];
BEGIN
    IF draw_order = 'pro_rata' THEN RETURN bando_split(amount, available); END IF;
    SELECT array_agg(CASE WHEN r = (draw_order = 'region_first') THEN a ELSE 0 END ORDER BY place),
           array_agg(CASE WHEN r = (draw_order = 'region_first') THEN 0 ELSE a END ORDER BY place)
      INTO first, later FROM unnest(available, regional) WITH ORDINALITY AS u(a, r, place);
    SELECT least(amount, sum(x)) INTO before FROM unnest(first) AS x;
    one := CASE WHEN before > 0 THEN bando_split(before, first) ELSE array_fill(0::numeric, ARRAY[cardinality(first)]) END;
    other := CASE WHEN amount > before THEN bando_split(amount - before, later)
                  ELSE array_fill(0::numeric, ARRAY[cardinality(later)]) END;
    RETURN (SELECT array_agg(a + b ORDER BY place) FROM unnest(one, other) WITH ORDINALITY AS u(a, b, place));
END $$
"""

RESERVE = """
CREATE FUNCTION bando_reserve(
    the_call bigint, the_pot bigint, asked numeric, in_part boolean, draw_order text,
    the_reference text, who bigint, instant timestamptz
) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    has numeric[];
    regional boolean[];
    amount numeric;
    parts numeric[];
BEGIN
    -- Nobody overtakes who waits: for the same pot, or, of any pot, for the common pool.
    IF bando_somebody_waits(the_call, the_pot) THEN RETURN 0; END IF;
    SELECT array_agg(l.id ORDER BY l.id), array_agg(l.available ORDER BY l.id), array_agg(f.kind = 'regional' ORDER BY l.id)
      INTO ids, has, regional
      FROM (SELECT id, available, fund_id FROM bando_budgetline
             WHERE pot_id = the_pot OR (pot_id IN (SELECT id FROM bando_pot WHERE call_id = the_call AND chamber_id IS NULL)
                                        AND NOT bando_somebody_waits(the_call))
             ORDER BY id FOR NO KEY UPDATE) AS l
      JOIN bando_fund f ON f.id = l.fund_id;
    SELECT coalesce(sum(x), 0) INTO amount FROM unnest(has) AS x;
    IF amount >= asked THEN amount := asked; ELSIF NOT in_part THEN RETURN 0; END IF;
    IF amount <= 0 THEN RETURN 0; END IF;
    parts := bando_draw(amount, has, draw_order, regional);
    UPDATE bando_budgetline AS line SET available = line.available - p.part, reserved = line.reserved + p.part
      FROM unnest(ids, parts) AS p(id, part) WHERE line.id = p.id AND p.part > 0;
    INSERT INTO bando_movement (line_id, kind, source, target, amount, reference, at, by_id)
    SELECT p.id, 'reserve', 'available', 'reserved', p.part, the_reference, instant, who
      FROM unnest(ids, parts) AS p(id, part) WHERE p.part > 0 ORDER BY p.id;
    RETURN amount;
END $$
"""

UNDO = """
DROP FUNCTION bando_reserve(bigint, bigint, numeric, boolean, text, text, bigint, timestamptz);
DROP FUNCTION bando_draw(numeric, numeric[], text, boolean[]);
DROP FUNCTION bando_split(numeric, numeric[]);
DROP FUNCTION bando_takes_applications(bigint, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("bando", "0007_signature_policy")]
    operations = [migrations.RunSQL(TAKES + ";" + SPLIT + ";" + DRAW + ";" + RESERVE, UNDO)]
