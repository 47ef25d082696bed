package dev.promptlooper.producer.web;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

import java.net.URI;

/// Writes problems the one way.
final class ProblemDocument {

    private static final String TYPES = "urn:promptlooper:problem:";
    private static final int RETRY_AFTER_SECONDS = 2;

    private ProblemDocument() {}

    static ResponseEntity<ProblemDetail> of(Problem problem) {
        ProblemDetail document = document(problem.kind().status(), problem.kind().slug(), problem.kind().title(),
                problem.detail());
        if (!problem.errors().isEmpty()) {
            document.setProperty("errors", problem.errors());
        }
        problem.properties().forEach(document::setProperty);
        HttpHeaders headers = new HttpHeaders();
        if (problem.kind() == Problem.Kind.UNAVAILABLE) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_AFTER_SECONDS));
        } else if (problem.properties().get(Problem.RETRY_AFTER) instanceof Long seconds) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
        }
        return entity(document, headers);
    }

    static ProblemDetail document(int status, String slug, String title, String detail) {
        ProblemDetail document = ProblemDetail.forStatus(status);
        document.setType(URI.create(TYPES + slug));
        document.setTitle(title);
        document.setDetail(detail);
        return document;
    }

    static ResponseEntity<ProblemDetail> entity(ProblemDetail document, HttpHeaders headers) {
        return ResponseEntity.status(document.getStatus())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(document);
    }
}
