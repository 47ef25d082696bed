package dev.promptlooper.executor;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.event.ModelAnswer;
import dev.promptlooper.contracts.event.Purpose;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Requests and answers for tests.
public final class Fixtures {

    public static final String URL = "http://127.0.0.1:9/v1";

    private Fixtures() {}

    /// A request of a sweep for the answer to a question; runs of different cases with the same question share a hash.
    public static RunRequested request(String sweep, int caseIndex, String question, String endpoint, String url,
            @Nullable Long notBefore, long at) {
        Candidate candidate = new Candidate("c0", 0, "terse", 1, endpoint, "m1", Map.of("temperature", 0));
        Run run = new Run(sweep, candidate, "case-" + caseIndex, caseIndex, 0);
        String body = body(question);
        return new RunRequested(RunRequested.SCHEMA, Purpose.SWEEP, run, ConfigHash.of(body, url, 0), url, body,
                new DatasetCase(run.caseId(), caseIndex, Map.of("question", question), "é\"42", Map.of()),
                new Reservation(0.5, 100), notBefore, 50, null, at);
    }

    public static RunRequested request(String sweep, int caseIndex, String question) {
        return request(sweep, caseIndex, question, "local", URL, null, 1_000);
    }

    public static String body(String question) {
        return CanonicalJson.write(Map.of("model", "m1", "temperature", 0, "messages",
                List.of(Map.of("role", "user", "content", question))));
    }

    public static ResponseRecorded response(RunRequested request, String output, long answeredAt) {
        return new ResponseRecorded(ResponseRecorded.SCHEMA, request.configHash(), "local", request.endpointUrl(), "m1",
                request.body(), new ModelAnswer(Text.of(output), null, "stop", "m1", new Usage(3, 4, false), 0.25, 12,
                        List.of(), answeredAt));
    }
}
