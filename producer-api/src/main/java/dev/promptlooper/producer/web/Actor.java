package dev.promptlooper.producer.web;

import dev.promptlooper.contracts.access.Principal;

/// On whose behalf the request of this thread is made.
@FunctionalInterface
public interface Actor {

    /// Whom the door let in.
    ///
    /// @throws IllegalStateException outside of a request, or behind no door
    Principal principal();

    /// User or key name, never a secret.
    default String current() {
        return principal().label();
    }
}
