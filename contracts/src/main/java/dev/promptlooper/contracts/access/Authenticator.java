package dev.promptlooper.contracts.access;

/// Tells who shows a credential. Thread-safe; called for every request, so the usual case must not leave the process.
///
/// What it says may be at most five seconds old: a key that was revoked, a role that was changed and a session that was closed
/// stop working within that time everywhere.
public interface Authenticator {

    /// Looks at a credential. Spends a ticket.
    Outcome authenticate(Credential credential);

    /// How it stands with somebody who was admitted earlier; for connections that live long. Cheap, asked every few seconds.
    Standing standing(Principal principal);

    /// What is known now of somebody who is inside.
    enum Standing {
        /// They would be admitted again, with what they have.
        VALID,
        /// They would not, or with less.
        ENDED,
        /// Whoever knows does not answer. No reason to show anybody out at once, see [Grace].
        UNKNOWN
    }

    /// What came of it.
    sealed interface Outcome {}

    record Admitted(Principal principal) implements Outcome {}

    /// @param detail what is wrong with the credential in words for its owner, without any part of it
    record Rejected(String detail) implements Outcome {}

    /// It cannot be told now, because whoever knows does not answer: 503, not 401.
    record Unknown(String detail) implements Outcome {}
}
