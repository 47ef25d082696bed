package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.CallRequested;

/// A request that nobody commits.
record FakeDelivery(CallRequested call, long offset) implements CallSource.Delivery {

    @Override
    public boolean begin() {
        return true;
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public void done() {
        // nobody waits for it
    }
}
