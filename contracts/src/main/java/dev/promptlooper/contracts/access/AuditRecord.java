package dev.promptlooper.contracts.access;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// One line of the audit log. Its hash covers all of it and the hash of the line before: a line that is changed, removed or
/// put in shows, unless all that follow are forged too. Whoever must exclude that keeps the newest hash elsewhere.
///
/// @param seq      1-based, without gaps
/// @param at       epoch milliseconds
/// @param phase    before or after
/// @param attempt  of an outcome, the seq of its attempt
/// @param status   of an outcome, the HTTP status
/// @param previous hash of the line before; 64 zeros for the first
public record AuditRecord(long seq, long at, Phase phase, @Nullable Long attempt, String actor,
        @Nullable String client, String method, String path, @Nullable Integer status, @Nullable String detail,
        String previous) {

    /// `previous` of the first line.
    public static final String GENESIS = "0".repeat(64);

    /// Which of the two lines of a write.
    public enum Phase {
        ATTEMPT, OUTCOME
    }

    /// SHA-256 over the canonical JSON of all components, 64 hexadecimal digits.
    public String hash() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("seq", seq);
        fields.put("at", at);
        fields.put("phase", phase.name());
        put(fields, "attempt", attempt);
        fields.put("actor", actor);
        put(fields, "client", client);
        fields.put("method", method);
        fields.put("path", path);
        put(fields, "status", status);
        put(fields, "detail", detail);
        fields.put("previous", previous);
        return ConfigHash.sha256(CanonicalJson.write(fields));
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
