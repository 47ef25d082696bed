package dev.promptlooper.contracts.access;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Carries out a write between the record of its attempt and that of its outcome. Thread-safe.
final class Recorder {

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    private final AuditLog audit;

    Recorder(AuditLog audit) {
        this.audit = audit;
    }

    /// @param principal null for the ways in
    void record(HttpServletRequest request, HttpServletResponse response, FilterChain chain,
            @Nullable Principal principal) throws IOException, ServletException {
        long attempt;
        try {
            attempt = audit.attempt(new AuditEntry(principal == null ? "anonymous" : principal.label(),
                    client(request), request.getMethod(), request.getRequestURI(), null));
        } catch (RuntimeException e) {
            LOG.error("the attempt cannot be recorded in the audit log, so the request is refused", e);
            Refusal.unavailable("the audit log cannot be written, so nothing was changed; repeat the request in a few "
                    + "seconds").write(response);
            return;
        }
        boolean finished = false;
        try {
            chain.doFilter(request, response);
            finished = true;
        } finally {
            if (!finished) {
                end(attempt, 500, request);
            } else if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Ending(() -> end(attempt, response.getStatus(), request)));
            } else {
                end(attempt, response.getStatus(), request);
            }
        }
    }

    private void end(long attempt, int status, HttpServletRequest request) {
        try {
            audit.outcome(attempt, status, request.getAttribute(AuditLog.DETAIL_ATTRIBUTE) instanceof String detail
                    ? detail
                    : null);
        } catch (RuntimeException e) {
            // It has been carried out, and the attempt is on record.
            LOG.error("the outcome of attempt {} (status {}) cannot be recorded in the audit log", attempt, status, e);
        }
    }

    /// What the program calls itself, without control characters.
    private static @Nullable String client(HttpServletRequest request) {
        String name = request.getHeader("User-Agent");
        return name == null ? null : name.replaceAll("\\p{Cntrl}", "");
    }

    /// Runs once, however the asynchronous request ends.
    private static final class Ending implements AsyncListener {

        private final Runnable end;
        private final AtomicBoolean ended = new AtomicBoolean();

        Ending(Runnable end) {
            this.end = end;
        }

        private void once() {
            if (ended.compareAndSet(false, true)) {
                end.run();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            once();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            once();
        }

        @Override
        public void onError(AsyncEvent event) {
            once();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
