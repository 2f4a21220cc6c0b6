from django.db import migrations

# The shared advisory lock makes this statement's transaction and a filing of the same front door wait for each
# other (oco/closing.py takes it exclusively). It is quick to take again for every row, which a row lock is not.
# VOLATILE, so that the look-up sees what was committed while it waited. SECURITY DEFINER: the answer is the same
# for every login.
MAKE = """
CREATE FUNCTION oco_period_closed(door bigint, day date) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF day IS NULL THEN RETURN false; END IF;
    PERFORM pg_advisory_xact_lock_shared(4470, door::int);
    RETURN EXISTS (
        SELECT 1 FROM public.oco_periodclosing c
         WHERE c.front_door_id = door AND c.lifted_at IS NULL AND c.start <= day AND day < c."end"
    );
END $$
"""
DROP = "DROP FUNCTION oco_period_closed(bigint, date)"


class Migration(migrations.Migration):
    """The function that tells whether a day is filed; triggers in other apps ask it."""

    dependencies = [("oco", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, DROP)]
