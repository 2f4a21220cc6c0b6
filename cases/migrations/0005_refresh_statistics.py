from django.db import migrations

# After a large import the planner knows nothing of the new rows until autovacuum comes by, and a count takes ten
# times as long. Only the owner of a table may ANALYZE it (the right MAINTAIN came with PostgreSQL 17), and the
# processes own nothing: SECURITY DEFINER. oco/database_rights.py says who may call it.
MAKE = r"""
CREATE FUNCTION cases_refresh_statistics() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT c.relname FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname LIKE 'cases\_%'
         ORDER BY 1
    LOOP
        EXECUTE format('ANALYZE public.%I', name);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION cases_refresh_statistics() FROM PUBLIC;
"""
DROP = "DROP FUNCTION cases_refresh_statistics()"


class Migration(migrations.Migration):
    """Lets the care side and the worker refresh the planner's statistics of the tables of this app."""

    dependencies = [("cases", "0004_desk_district")]

    operations = [migrations.RunSQL(MAKE, DROP)]
