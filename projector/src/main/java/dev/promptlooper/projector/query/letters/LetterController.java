package dev.promptlooper.projector.query.letters;

import dev.promptlooper.projector.query.JsonReply;
import dev.promptlooper.projector.query.Params;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.Map;
import java.util.Set;

/// Dead letters.
@RestController
final class LetterController {

    private final LetterQueries letters;
    private final Replayer replayer;

    LetterController(LetterQueries letters, Replayer replayer) {
        this.letters = letters;
        this.replayer = replayer;
    }

    @GetMapping("/api/v1/dead-letters")
    ResponseEntity<byte[]> list(@RequestParam Map<String, String> query) {
        Params params = new Params(query, Set.of("service", "topic", "reason", "limit", "after"));
        return JsonReply.of(letters.page(params.text("service"), params.text("topic"), params.text("reason"),
                params.limit(), params.text("after")));
    }

    @GetMapping("/api/v1/dead-letters/{letterId}")
    ResponseEntity<byte[]> get(@PathVariable String letterId) {
        return JsonReply.of(letters.get(letterId));
    }

    // The media type keeps forms of other sites out: a browser asks before it sends JSON across origins.
    @PostMapping(path = "/api/v1/dead-letters/{letterId}/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> replay(@PathVariable String letterId) {
        return JsonReply.of(replayer.replay(letters.original(letterId)));
    }
}
