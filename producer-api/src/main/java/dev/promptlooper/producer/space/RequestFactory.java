package dev.promptlooper.producer.space;

import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.prompt.PromptTemplate;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Limits;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Builds request bodies: `{model, messages, …params}` in canonical form. Templates are compiled once per sweep, everything of a
/// candidate that does not depend on the case is written once per candidate. Immutable and thread-safe.
public final class RequestFactory {

    private final List<ModelRef> models;
    private final List<PromptTemplate> templates;
    private final Limits limits;

    /// @throws IllegalArgumentException naming the prompt and the template error
    public RequestFactory(SweepDefinition definition, Limits limits) {
        this.models = definition.models();
        this.templates = definition.prompts().stream().map(PromptTemplate::compile).toList();
        this.limits = limits;
    }

    /// Compiled prompts, in the order of the sweep.
    public List<PromptTemplate> templates() {
        return templates;
    }

    /// The requests of one candidate.
    public ForCandidate at(Point point) {
        TreeMap<String, @Nullable Object> fields = new TreeMap<>(point.params());
        fields.put("model", models.get(point.model()).model());
        StringBuilder before = new StringBuilder("{");
        StringBuilder after = new StringBuilder();
        fields.forEach((name, value) -> {
            // Keys in UTF-16 order, as canonical JSON wants: "messages" goes between.
            if (name.compareTo("messages") < 0) {
                before.append(CanonicalJson.write(name)).append(':').append(CanonicalJson.write(value)).append(',');
            } else {
                after.append(',').append(CanonicalJson.write(name)).append(':').append(CanonicalJson.write(value));
            }
        });
        return new ForCandidate(templates.get(point.prompt()), before.append("\"messages\":").toString(),
                after.append('}').toString(), maxTokens(point.params()), limits.requestBytes());
    }

    private static @Nullable Long maxTokens(Map<String, @Nullable Object> params) {
        Object limit = params.get("max_completion_tokens");
        if (limit == null) {
            limit = params.get("max_tokens");
        }
        return limit instanceof Number number && number.longValue() > 0 ? number.longValue() : null;
    }

    /// The requests of one candidate. Immutable and thread-safe.
    public static final class ForCandidate {

        private final PromptTemplate template;
        private final String before;
        private final String after;
        private final @Nullable Long maxTokens;
        private final int maxBytes;

        private ForCandidate(PromptTemplate template, String before, String after, @Nullable Long maxTokens,
                int maxBytes) {
            this.template = template;
            this.before = before;
            this.after = after;
            this.maxTokens = maxTokens;
            this.maxBytes = maxBytes;
        }

        /// The limit of completion tokens that the parameters set, or null.
        public @Nullable Long maxTokens() {
            return maxTokens;
        }

        /// @param endpointUrl identity of the endpoint
        /// @param repeat      0-based repeat, the cache slot
        public Request request(DatasetCase input, String endpointUrl, int repeat) {
            String messages;
            try {
                messages = CanonicalJson.write(template.render(input.vars()));
            } catch (IllegalArgumentException e) {
                return new Request.Invalid(FailureClass.INVALID_REQUEST,
                        "case " + input.id() + ": " + e.getMessage());
            }
            String body = before + messages + after;
            if (isTooLarge(body)) {
                return new Request.Invalid(FailureClass.INVALID_REQUEST, "case " + input.id()
                        + ": the request would be larger than " + maxBytes + " bytes; shorten the case or the prompt");
            }
            return new Request.Ready(body, ConfigHash.of(body, endpointUrl, repeat), TokenEstimate.of(messages));
        }

        private boolean isTooLarge(String body) {
            return body.length() > maxBytes
                    || (body.length() * 3L > maxBytes && body.getBytes(StandardCharsets.UTF_8).length > maxBytes);
        }
    }
}
