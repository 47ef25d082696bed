package dev.promptlooper.contracts.testkit;

import dev.promptlooper.contracts.access.AuditEntry;
import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Credential;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.contracts.access.Scope;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Those who may come in and the audit log, in memory, for tests of a service without the one that knows. [#ADMIN] may do
/// everything; for every scope there is a bearer token of its name that allows nothing else. Thread-safe.
public final class TestAccess implements Authenticator, AuditLog {

    /// A bearer token.
    public static final String ADMIN = "of-the-admin";
    /// A bearer token without any scope.
    public static final String NOTHING = "nothing";

    private final Map<Credential, Principal> known = new ConcurrentHashMap<>();
    private final List<AuditEntry> attempts = new CopyOnWriteArrayList<>();
    private final List<Integer> outcomes = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile boolean unwritable;

    public TestAccess() {
        admit(new Credential.Bearer(ADMIN), new Principal("root", "k_root", null, Role.ADMIN.scopes(), null));
        admit(new Credential.Bearer(NOTHING), new Principal("nobody", "k_none", null, Set.of(), null));
        for (Scope scope : Scope.values()) {
            admit(new Credential.Bearer(scope.word()),
                    new Principal("one", "k_" + scope.word(), null, Set.of(scope), null));
        }
    }

    public void admit(Credential credential, Principal principal) {
        known.put(credential, principal);
    }

    /// As if the key was revoked or the session had ended.
    public void revoke(Principal principal) {
        known.values().remove(principal);
    }

    /// Forgets what was recorded, and works again.
    public void forget() {
        attempts.clear();
        outcomes.clear();
        away = false;
        unwritable = false;
    }

    /// From now on nobody can be told.
    public void goAway(boolean now) {
        away = now;
    }

    /// From now on nothing can be recorded.
    public void refuseToRecord(boolean now) {
        unwritable = now;
    }

    @Override
    public Outcome authenticate(Credential credential) {
        if (away) {
            return new Unknown("the database does not answer");
        }
        Principal principal = credential instanceof Credential.Ticket
                ? known.remove(credential)
                : known.get(credential);
        return principal == null ? new Rejected("this credential is not known") : new Admitted(principal);
    }

    @Override
    public Standing standing(Principal principal) {
        if (away) {
            return Standing.UNKNOWN;
        }
        return known.containsValue(principal) ? Standing.VALID : Standing.ENDED;
    }

    @Override
    public long attempt(AuditEntry entry) {
        if (unwritable) {
            throw new NotRecorded("the audit log cannot be written", null);
        }
        attempts.add(entry);
        return attempts.size();
    }

    @Override
    public void outcome(long attempt, int status, @Nullable String detail) {
        outcomes.add(status);
    }

    /// What was attempted.
    public List<AuditEntry> attempts() {
        return attempts;
    }

    /// The status of every answer to an attempt.
    public List<Integer> outcomes() {
        return outcomes;
    }
}
