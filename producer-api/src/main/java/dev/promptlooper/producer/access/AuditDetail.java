package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.json.Json;
import jakarta.servlet.http.HttpServletRequest;

import java.util.Map;

/// What this package tells the audit log about its own writes.
final class AuditDetail {

    private AuditDetail() {}

    /// @param detail without secrets
    static void leave(HttpServletRequest request, Map<String, ?> detail) {
        request.setAttribute(AuditLog.DETAIL_ATTRIBUTE, Json.write(detail));
    }
}
