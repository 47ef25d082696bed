package dev.promptlooper.contracts.event;

/// Where a sweep stands.
public enum SweepStatus {
    /// Accepted, not yet picked up by the planner.
    PENDING(false),
    /// Runs are being requested.
    RUNNING(false),
    /// Paused by somebody.
    PAUSED(false),
    /// Nothing more will be requested; the last runs are on their way.
    DRAINING(false),
    /// Every run that was to be made has ended.
    COMPLETED(true),
    /// The budget is used up; the rest was not run. Raising the budget lets it run on.
    BUDGET_EXHAUSTED(false),
    /// Cancelled by somebody.
    CANCELLED(true),
    /// The sweep cannot run; the event says why.
    FAILED(true);

    private final boolean terminal;

    SweepStatus(boolean terminal) {
        this.terminal = terminal;
    }

    /// True when no command can change the sweep any more.
    public boolean isTerminal() {
        return terminal;
    }

    /// True when nothing is under way and nothing will be requested without a command.
    public boolean isAtRest() {
        return terminal || this == BUDGET_EXHAUSTED;
    }
}
