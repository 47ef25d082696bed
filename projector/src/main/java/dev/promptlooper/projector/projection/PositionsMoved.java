package dev.promptlooper.projector.projection;

/// The positions in the database are not those that this projector counted on: another projector took over, the schema was
/// rebuilt, or a commit arrived whose answer was lost. Nothing was written; start again from the database's positions.
final class PositionsMoved extends Exception {

    private static final long serialVersionUID = 1;

    PositionsMoved(String message) {
        super(message);
    }
}
