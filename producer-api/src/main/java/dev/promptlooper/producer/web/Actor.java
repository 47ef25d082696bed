package dev.promptlooper.producer.web;

/// On whose behalf a request is made. The one place that access control will replace.
@FunctionalInterface
public interface Actor {

    /// User or key name, never a secret.
    String current();
}
