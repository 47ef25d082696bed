package dev.promptlooper.projector.projection;

import java.sql.SQLException;

/// What a failed statement means for the projection.
enum DatabaseFault {

    /// The database is away, overloaded, out of space, or another transaction won: the same batch works later.
    OUTAGE,
    /// Tables are missing: somebody dropped the schema. Rebuild.
    SCHEMA_GONE,
    /// The database refuses a value: a record of the batch is at fault. Find it and set it aside.
    DATA;

    static DatabaseFault of(SQLException error) {
        for (SQLException e = error; e != null; e = e.getNextException()) {
            String state = e.getSQLState();
            if (state == null) {
                continue;
            }
            // Undefined table, column or schema.
            if (state.equals("42P01") || state.equals("42703") || state.equals("3F000")) {
                return SCHEMA_GONE;
            }
            // Data exceptions, violated constraints, values beyond limits of the program.
            if (state.startsWith("22") || state.startsWith("23") || state.startsWith("54")) {
                return DATA;
            }
        }
        return OUTAGE;
    }
}
