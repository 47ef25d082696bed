package dev.promptlooper.contracts.access;

/// What a request shows to say who it is. Never printed: `toString` of every kind is redacted.
public sealed interface Credential {

    /// `Authorization: Bearer …`: an API key, a token of ours, or one of the OIDC issuer.
    record Bearer(String token) implements Credential {
        @Override
        public String toString() {
            return "Bearer[***]";
        }
    }

    /// The session cookie of the dashboard. Browsers send it by themselves, so the door asks for a known Origin, too.
    record Cookie(String token) implements Credential {
        @Override
        public String toString() {
            return "Cookie[***]";
        }
    }

    /// A WebSocket ticket: `ticket.…` in `Sec-WebSocket-Protocol`, good for one upgrade within 30 seconds.
    record Ticket(String token) implements Credential {
        @Override
        public String toString() {
            return "Ticket[***]";
        }
    }
}
