-- Whether somebody put the sweep into the archive; null while no event says anything of it. No event of before this version does, so
-- there is nothing to fill in, and a projection that is made anew finds it in sweep.event, which is kept for ever.
ALTER TABLE sweep ADD COLUMN archived boolean;
CREATE INDEX sweep_listed ON sweep (created_at, sweep_id) WHERE archived IS NOT TRUE;
