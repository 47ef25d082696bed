package dev.promptlooper.producer.space;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;

import java.util.List;
import java.util.Map;

/// Makes candidates out of points. A candidate's id is the first 16 hexadecimal digits of the SHA-256 over the canonical JSON
/// `{"endpoint":…,"messages":…,"model":…,"params":…,"prompt":…}`: the same candidate has the same id in every sweep.
/// Immutable and thread-safe.
public final class CandidateFactory {

    private static final int ID_DIGITS = 16;

    private final List<ModelRef> models;
    private final List<PromptDefinition> prompts;
    private final List<String> messages;

    public CandidateFactory(SweepDefinition definition) {
        this.models = definition.models();
        this.prompts = definition.prompts();
        this.messages = prompts.stream().map(prompt -> CanonicalJson.write(prompt.messages())).toList();
    }

    /// The candidate at a point.
    public Candidate candidate(long index, Point point) {
        ModelRef model = models.get(point.model());
        PromptDefinition prompt = prompts.get(point.prompt());
        String identity = "{\"endpoint\":" + CanonicalJson.write(model.endpoint()) + ",\"messages\":"
                + messages.get(point.prompt()) + ",\"model\":" + CanonicalJson.write(model.model()) + ",\"params\":"
                + CanonicalJson.write(point.params()) + ",\"prompt\":" + CanonicalJson.write(prompt.name()) + "}";
        return new Candidate(ConfigHash.sha256(identity).substring(0, ID_DIGITS), index, prompt.name(),
                prompt.version(), model.endpoint(), model.model(), params(point));
    }

    // Parameters may be JSON null, which the record's type does not say but keeps.
    @SuppressWarnings({"unchecked", "NullAway"})
    private static Map<String, Object> params(Point point) {
        return (Map<String, Object>) (Map<String, ?>) point.params();
    }
}
