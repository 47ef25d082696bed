package dev.promptlooper.contracts.kafka;

/// Order in which the parts of a process start (ascending) and stop (descending): readers before writers, so that nothing is
/// produced that nobody will read, and intake stops first.
public final class StartPhase {

    public static final int PROJECTOR = 100;
    public static final int SCORING = 200;
    public static final int ROUTER = 300;
    public static final int CALLER = 400;
    public static final int PLANNER = 500;
    public static final int COMMANDS = 600;

    private StartPhase() {}
}
