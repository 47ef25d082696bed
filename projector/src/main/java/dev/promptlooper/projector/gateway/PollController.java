package dev.promptlooper.projector.gateway;

import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.projector.live.Admission;
import dev.promptlooper.projector.live.Poller;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// The live feed for clients without WebSockets. Waiting requests hold a virtual thread, not one of the server's.
@RestController
final class PollController implements AutoCloseable {

    private static final int BODY_BYTES = 64 << 10;
    private static final long TIMEOUT_MS = 60_000;
    private static final String RETRY_AFTER_SECONDS = "2";

    private interface Work {
        Poller.Answer answer(Admission admission) throws InterruptedException;
    }

    private final Poller poller;
    private final Authenticator authenticator;
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("live-poll").factory());

    PollController(Poller poller, Authenticator authenticator) {
        this.poller = poller;
        this.authenticator = authenticator;
    }

    /// Only JSON: a page of another site cannot send that without being asked for permission first.
    @PostMapping(path = "/api/v1/poll", consumes = MediaType.APPLICATION_JSON_VALUE)
    DeferredResult<ResponseEntity<byte[]>> poll(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(BODY_BYTES + 1);
        if (body.length > BODY_BYTES) {
            return done(problem(413, "a poll request has at most " + BODY_BYTES + " bytes"));
        }
        String json = new String(body, StandardCharsets.UTF_8);
        return answer(request, admission -> poller.answer(json, admission));
    }

    @GetMapping("/api/v1/poll")
    DeferredResult<ResponseEntity<byte[]>> pollOne(HttpServletRequest request,
            @RequestParam(name = "ch", required = false) @Nullable String channel,
            @RequestParam(name = "since", required = false) @Nullable String since,
            @RequestParam(name = "top", required = false) @Nullable String top,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        if (channel == null) {
            return done(problem(400, "name the channel in the parameter ch, for example ch=sweeps"));
        }
        return answer(request, admission -> poller.answer(channel, since, top, known, admission));
    }

    private DeferredResult<ResponseEntity<byte[]>> answer(HttpServletRequest request, Work work) {
        Visitor visitor = Visitor.of(request, authenticator);
        return visitor == null ? done(problem(401, "show a credential")) : answer(visitor, work);
    }

    private DeferredResult<ResponseEntity<byte[]>> answer(Admission admission, Work work) {
        DeferredResult<ResponseEntity<byte[]>> result = new DeferredResult<>(TIMEOUT_MS);
        try {
            threads.execute(() -> {
                try {
                    result.setResult(response(work.answer(admission)));
                } catch (InterruptedException e) {
                    result.setResult(problem(503, "the service stops"));
                } catch (RuntimeException e) {
                    result.setErrorResult(e);
                }
            });
        } catch (RejectedExecutionException e) {
            return done(problem(503, "the service stops"));
        }
        return result;
    }

    private static DeferredResult<ResponseEntity<byte[]>> done(ResponseEntity<byte[]> response) {
        DeferredResult<ResponseEntity<byte[]>> result = new DeferredResult<>();
        result.setResult(response);
        return result;
    }

    private static ResponseEntity<byte[]> response(Poller.Answer answer) {
        if (answer.status() >= 400) {
            return problem(answer.status(), answer.body());
        }
        ResponseEntity.BodyBuilder response = ResponseEntity.status(answer.status())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (answer.tag() != null) {
            response.eTag(answer.tag());
        }
        return answer.status() == 304
                ? response.build()
                : response.contentType(MediaType.APPLICATION_JSON)
                        .body(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static ResponseEntity<byte[]> problem(int status, String detail) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == 503) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.body(UpgradeHandler.problem(status, detail));
    }

    /// Ends what is waiting.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
