-- Numbers of the live feed outlive a crash of the database server: whoever followed goes on where it was. So what changed lately must
-- outlive it, too, and the epoch is bound to the server's history instead of to its start.
ALTER TABLE change SET LOGGED;
ALTER TABLE projection RENAME COLUMN server_started TO server_history; -- identifier and timeline of the database server
