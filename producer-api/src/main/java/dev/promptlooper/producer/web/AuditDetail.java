package dev.promptlooper.producer.web;

import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a write tells the audit log about itself: what it changed, before and after. Contents are named by their version or
/// hash, which lead to them, instead of being repeated.
public final class AuditDetail {

    private AuditDetail() {}

    /// Leaves the note with the request of this thread; the last one counts. Does nothing outside of a request.
    ///
    /// @param detail without secrets; what is null is left out
    public static void leave(Map<String, ?> detail) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(AuditLog.DETAIL_ATTRIBUTE, Json.write(detail), RequestAttributes.SCOPE_REQUEST);
        }
    }

    /// As [#leave], of one thing.
    ///
    /// @param before null when it was not there
    /// @param after  null when it is there no more
    public static void change(String what, String name, @Nullable Object before, @Nullable Object after) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put(what, name);
        if (before != null) {
            detail.put("before", before);
        }
        if (after != null) {
            detail.put("after", after);
        }
        leave(detail);
    }
}
