package dev.promptlooper.scoring.catalogue;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/// The catalogue of scorers and the try-out.
@RestController
final class ScorerController {

    private record Problem(String type, String title, int status, String detail) {}

    private static final int MAX_BYTES = 4 << 20;
    private static final ObjectReader REQUEST = Json.MAPPER.readerFor(TryOut.Request.class)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final ScorerCatalog catalog;
    private final Set<String> builtIn;
    private final TryOut tryOut;

    /// @param builtIn types that come with the program
    ScorerController(ScorerCatalog catalog, Set<String> builtIn) {
        this.catalog = catalog;
        this.builtIn = builtIn;
        this.tryOut = new TryOut(catalog);
    }

    @GetMapping("/api/v1/scorers")
    ResponseEntity<byte[]> list() {
        return json(HttpStatus.OK, MediaType.APPLICATION_JSON, ScorerViews.of(catalog, builtIn));
    }

    @PostMapping(path = "/api/v1/scorers:try", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> tryOut(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            return problem(HttpStatus.CONTENT_TOO_LARGE, "too-large",
                    "the body is larger than 4 MiB; shorten the output");
        }
        TryOut.@Nullable Request request;
        try {
            request = REQUEST.readValue(bytes);
        } catch (JacksonException e) {
            return problem(HttpStatus.BAD_REQUEST, "malformed-request",
                    "the body is not what is read here: " + Json.problem(e));
        }
        if (request == null) { // the body is the word null
            return problem(HttpStatus.BAD_REQUEST, "malformed-request", "the body must be a JSON object {…}");
        }
        try {
            return json(HttpStatus.OK, MediaType.APPLICATION_JSON, tryOut.score(request));
        } catch (IllegalArgumentException e) {
            return problem(HttpStatus.UNPROCESSABLE_CONTENT, "invalid", String.valueOf(e.getMessage()));
        }
    }

    @GetMapping(path = "/api/v1/openapi/scorers.yaml", produces = "application/yaml")
    Resource document() {
        return new ClassPathResource("openapi/scorers.yaml");
    }

    private static ResponseEntity<byte[]> problem(HttpStatus status, String slug, String detail) {
        return json(status, MediaType.APPLICATION_PROBLEM_JSON, new Problem("urn:promptlooper:problem:" + slug,
                status.getReasonPhrase(), status.value(), detail));
    }

    private static ResponseEntity<byte[]> json(HttpStatus status, MediaType type, Object value) {
        return ResponseEntity.status(status).contentType(type).body(Json.MAPPER.writeValueAsBytes(value));
    }
}
