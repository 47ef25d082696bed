package dev.promptlooper.contracts.egress;

import java.net.UnknownHostException;

/// A destination that is not connected to. The message says which, why, and how an operator opens it. It is an
/// [UnknownHostException] because that is what an HTTP client expects of the step in which it is raised.
public final class EgressRefused extends UnknownHostException {

    private static final long serialVersionUID = 1;

    EgressRefused(String message) {
        super(message);
    }

    /// What was refused, why, and what to do.
    public String explanation() {
        return String.valueOf(getMessage());
    }
}
