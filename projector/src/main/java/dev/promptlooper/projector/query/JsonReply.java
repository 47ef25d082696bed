package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

import java.nio.charset.StandardCharsets;

/// Answers in the project's own JSON (absent instead of null), whatever the surrounding application configures, with an
/// `ETag` over the content.
public final class JsonReply {

    private JsonReply() {}

    public static ResponseEntity<byte[]> of(Object value) {
        return of(value, null);
    }

    /// @param ifNoneMatch the request's header; equal content is answered with 304
    public static ResponseEntity<byte[]> of(Object value, @Nullable String ifNoneMatch) {
        String json = Json.write(value);
        String tag = "\"" + ConfigHash.sha256(json).substring(0, 24) + "\"";
        if (ifNoneMatch != null && ifNoneMatch.contains(tag)) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag).build();
        }
        return ResponseEntity.ok()
                .eTag(tag)
                .header("Cache-Control", "no-cache")
                .contentType(MediaType.APPLICATION_JSON)
                .body(json.getBytes(StandardCharsets.UTF_8));
    }
}
