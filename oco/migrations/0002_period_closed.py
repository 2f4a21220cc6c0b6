from django.db import migrations

# SECURITY DEFINER: holding off a filing takes a row lock, for which a login needs the right to update.
# VOLATILE, so that each statement inside sees what was committed while it waited for the lock.
MAKE = """
CREATE FUNCTION oco_period_closed(door bigint, day date) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF day IS NULL THEN RETURN false; END IF;
    PERFORM 1 FROM public.oco_frontdoor WHERE id = door FOR KEY SHARE;
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
