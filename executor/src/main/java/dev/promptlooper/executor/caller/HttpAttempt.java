package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.egress.EgressRefused;
import dev.promptlooper.contracts.egress.EndpointConnections;
import dev.promptlooper.contracts.egress.ResponseBody;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.SecretRef;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.executor.caller.CallOutcome.Failed;
import dev.promptlooper.executor.limits.RetryHints;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// One HTTP attempt: the exact bytes of the request out, an outcome back, inside the endpoint's time-out whatever the server does.
/// No retries, redirects, cookies or negotiation of its own. Blocks the (virtual) thread; thread-safe.
final class HttpAttempt implements AutoCloseable {

    private static final Duration IDLE = Duration.ofSeconds(30);
    /// The part of the heap that answers may take while they are read; a growing buffer takes three times its content.
    private static final int HEAP_SHARE = 10;
    private static final ContentType JSON = ContentType.APPLICATION_JSON.withCharset((String) null);

    private final EndpointConnections connections;
    private final CompletionParser parser;
    private final ResponseBody bodies;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;

    /// @param connections closed with this
    /// @param environment where `env:` references look
    /// @param timer       for time-outs; a single thread will do
    /// @param nanoTime    a clock that does not jump
    HttpAttempt(EndpointConnections connections, Limits limits, Map<String, String> environment, InstantSource clock,
            ScheduledExecutorService timer, LongSupplier nanoTime) {
        this.environment = environment;
        this.clock = clock;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.parser = new CompletionParser(limits.inlineBytes());
        this.bodies = new ResponseBody(limits.responseBytes(), Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        this.connections = connections;
        timer.scheduleWithFixedDelay(() -> connections.closeIdle(IDLE), 10, 10, TimeUnit.SECONDS);
    }

    CallOutcome send(Endpoint endpoint, CallRequested call) {
        HttpPost request;
        Redaction redaction;
        try {
            URI uri = URI.create(endpoint.baseUrl() + "/chat/completions");
            request = new HttpPost(uri);
            redaction = headers(endpoint, call, request);
        } catch (IllegalStateException e) { // a reference without a secret behind it
            return Failed.of(FailureClass.UNAUTHORIZED,
                    "endpoint '" + endpoint.name() + "': " + e.getMessage(), null);
        }
        request.setEntity(new ByteArrayEntity(call.body().getBytes(StandardCharsets.UTF_8), JSON));
        request.setConfig(config(endpoint));
        Deadlines deadlines = new Deadlines(endpoint, request::abort, timer, nanoTime);
        try {
            ClassicHttpResponse response = connections.client().executeOpen(host(request), request, null);
            try {
                return outcome(endpoint, call, request, response, deadlines, redaction);
            } finally {
                closeQuietly(response);
            }
        } catch (EgressRefused e) { // asking again would change nothing but the answer of whoever owns the name
            return new Failed(FailureClass.CONNECTION, "endpoint '" + endpoint.name() + "': " + e.explanation(), null,
                    false, Optional.empty());
        } catch (ConnectTimeoutException _) {
            return Failed.of(FailureClass.CONNECTION,
                    "endpoint '" + endpoint.name() + "' does not accept connections at "
                            + endpoint.baseUrl() + " (no answer within "
                            + endpoint.waits().connect().toMillis() / 1000.0
                            + " s)",
                    null);
        } catch (InterruptedIOException _) {
            return timeout(deadlines);
        } catch (IOException e) {
            return request.isAborted() ? timeout(deadlines) : broken(endpoint, e);
        } finally {
            deadlines.close();
        }
    }

    /// The time-out for connecting is deprecated there in favour of one for each host; two endpoints may share a host.
    @SuppressWarnings("deprecation")
    private static RequestConfig config(Endpoint endpoint) {
        return RequestConfig.custom()
                .setConnectTimeout(Timeout.of(endpoint.waits().connect()))
                .setResponseTimeout(Timeout.of(endpoint.timeout()))
                .setConnectionRequestTimeout(Timeout.of(EndpointConnections.CONNECT))
                .build();
    }

    private CallOutcome outcome(Endpoint endpoint, CallRequested call, HttpPost request,
            ClassicHttpResponse response, Deadlines deadlines, Redaction redaction) throws IOException {
        int status = response.getCode();
        byte[] body;
        try {
            HttpEntity entity = response.getEntity();
            body = entity == null ? new byte[0] : redaction.clean(bodies.read(deadlines.watched(entity)));
        } catch (ResponseBody.TooLarge e) {
            request.abort(); // else closing would read the rest
            return Failed.of(FailureClass.RESPONSE_TOO_LARGE,
                    "endpoint '" + endpoint.name() + "' answered with more than "
                            + e.limit() + " bytes; limit max_tokens, or check what answers there",
                    status);
        } catch (ResponseBody.Crowded _) {
            request.abort();
            return new Failed(FailureClass.RESPONSE_TOO_LARGE, "endpoint '" + endpoint.name()
                    + "' sends many large answers at the same time, more than memory holds; limit max_tokens, lower its"
                    + " concurrency, or check what answers there", status, true, Optional.empty());
        } catch (ResponseBody.Unreadable e) {
            request.abort();
            return Failed.of(FailureClass.MALFORMED_RESPONSE,
                    "endpoint '" + endpoint.name() + "' answered " + status + ", but " + e.getMessage(), status);
        }
        if (status >= 200 && status < 300) {
            return switch (parser.parse(body, status, call.body().length())) {
                case CallOutcome.Succeeded(CallOutcome.Completion answer, int code, Optional<Duration> _) ->
                    new CallOutcome.Succeeded(answer, code,
                            RetryHints.quotaReset(name -> value(response, name), clock.instant()));
                case Failed(FailureClass failure, String message, Integer code, boolean _, Optional<Duration> _) when failure == FailureClass.RATE_LIMITED ->
                    new CallOutcome.Throttled(message, retryAfter(response));
                case Failed failed -> failed;
                case CallOutcome.Throttled throttled -> throttled;
            };
        }
        return ErrorStatus.outcome(endpoint, status, body, redaction, retryAfter(response));
    }

    private Optional<Duration> retryAfter(ClassicHttpResponse response) {
        Optional<Duration> asked = RetryHints.retryAfter(name -> value(response, name), clock.instant());
        return asked.isPresent() ? asked : RetryHints.quotaReset(name -> value(response, name), clock.instant());
    }

    private Redaction headers(Endpoint endpoint, CallRequested call, HttpPost request) {
        Redaction redaction = new Redaction();
        endpoint.headers().forEach((name, value) -> {
            boolean reference = value.startsWith("env:") || value.startsWith("file:");
            String resolved = reference ? redaction.hide(SecretRef.parse(value).resolve(environment)) : value;
            request.setHeader(name, resolved);
        });
        if (endpoint.apiKey() != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION,
                    "Bearer " + redaction.hide(endpoint.apiKey().resolve(environment)));
        }
        request.setHeader(HttpHeaders.ACCEPT, "application/json");
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        request.setHeader("Idempotency-Key", call.configHash());
        return redaction;
    }

    /// Closing an aborted exchange may fail; the outcome is known by then and must not be replaced by that.
    private static void closeQuietly(ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException _) {
            // the connection is gone, which is what closing was for
        }
    }

    private static HttpHost host(HttpPost request) {
        return new HttpHost(request.getScheme(), request.getAuthority());
    }

    private static @Nullable String value(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static Failed timeout(Deadlines deadlines) {
        return Failed.of(FailureClass.TIMEOUT, deadlines.explanation(), null);
    }

    private static Failed broken(Endpoint endpoint, IOException e) {
        if (e instanceof MessageConstraintException) {
            return Failed.of(FailureClass.MALFORMED_RESPONSE,
                    "endpoint '" + endpoint.name() + "' answered with headers of more than "
                            + EndpointConnections.HEAD_BYTES / 1024 + " KiB or 200 lines; check what answers there",
                    null);
        }
        return connection(endpoint, e);
    }

    private static Failed connection(Endpoint endpoint, IOException e) {
        String kind = e.getClass().getSimpleName().toLowerCase(Locale.ROOT).contains("refused")
                || String.valueOf(e.getMessage()).contains("refused") ? "refuses connections" : "broke the connection";
        return Failed.of(FailureClass.CONNECTION, "endpoint '" + endpoint.name() + "' at " + endpoint.baseUrl() + " "
                + kind + " (" + e.getClass().getSimpleName() + "); is it running?", null);
    }

    /// Breaks off every attempt that is under way.
    @Override
    public void close() {
        connections.close();
    }
}
