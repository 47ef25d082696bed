package dev.promptlooper.standalone.fakellm;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.fakellm.ReplaySource.KeyPart;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/// Serves recorded answers ([ReplaySource]).
///
/// A request does not say which repeat it is. The k-th *different* `Idempotency-Key` with which the same recorded answer is
/// asked for gets the k-th output (counted round when there are more); the same key always gets the same output, so a retry
/// repeats its answer. Without the header every request counts as new. Over all repeats of a case each output is therefore
/// served exactly once, whatever the order of arrival. Confined to the event loop's thread.
final class ReplayAnswerer implements Answerer {

    private final Map<String, Recorded> recorded = new HashMap<>();
    private final Set<KeyPart> key;
    private final Set<String> paramNames = new TreeSet<>();

    private ReplayAnswerer(Set<KeyPart> key) {
        this.key = key;
    }

    /// Reads the files.
    ///
    /// @throws UncheckedIOException     when a file cannot be read
    /// @throws IllegalArgumentException naming the line that is wrong
    static ReplayAnswerer load(ReplaySource source) {
        Map<String, String> questions = new HashMap<>();
        Path cases = source.cases();
        if (cases != null) {
            forEachLine(cases, line -> {
                JsonNode node = Json.read(line, JsonNode.class);
                questions.put(node.path("id").asString(""), node.path("question").asString(""));
            });
        }
        Set<KeyPart> seen = EnumSet.of(KeyPart.MODEL, KeyPart.USER);
        Set<String> names = new TreeSet<>();
        forEachLine(source.answers(), text -> {
            Line line = Json.read(text, Line.class);
            if (line.agent() != null) {
                seen.add(KeyPart.AGENT);
            }
            if (line.params() != null) {
                seen.add(KeyPart.PARAMS);
                names.addAll(line.params().keySet());
            }
        });
        ReplayAnswerer answerer = new ReplayAnswerer(source.key() == null ? seen : source.key());
        answerer.paramNames.addAll(names);
        forEachLine(source.answers(), text -> answerer.add(Json.read(text, Line.class), questions));
        return answerer;
    }

    /// Number of recorded (candidate, case) pairs.
    int size() {
        return recorded.size();
    }

    @Override
    public Answer answer(ChatRequest request) {
        Map<String, JsonNode> params = new HashMap<>();
        for (String name : paramNames) {
            JsonNode value = request.body().get(name);
            if (value != null) {
                params.put(name, value);
            }
        }
        String wanted = keyOf(request.model(), request.system(), params, request.user());
        Recorded found = recorded.get(wanted);
        if (found == null) {
            throw new IllegalArgumentException("no answer is recorded for model '" + request.model() + "', "
                    + (key.contains(KeyPart.AGENT) ? "system message '" + head(request.system()) + "', " : "")
                    + (key.contains(KeyPart.PARAMS) ? "parameters " + params + ", " : "") + "user message '"
                    + head(request.user()) + "'");
        }
        return found.next(request);
    }

    private void add(Line line, Map<String, String> questions) {
        String user = line.user() != null ? line.user() : questions.get(String.valueOf(line.caseId()));
        if (user == null) {
            throw new IllegalArgumentException("the recorded answer of case " + line.caseId()
                    + " has no user message; give the cases file, in which its question stands");
        }
        if (line.outputs().isEmpty()) {
            throw new IllegalArgumentException("the recorded answer of case " + line.caseId() + " has no outputs");
        }
        recorded.put(keyOf(line.model(), line.agent() == null ? "" : line.agent(),
                line.params() == null ? Map.of() : line.params(), user), new Recorded(line));
    }

    private String keyOf(String model, String agent, Map<String, JsonNode> params, String user) {
        StringBuilder text = new StringBuilder();
        if (key.contains(KeyPart.MODEL)) {
            text.append(model);
        }
        text.append('\n');
        if (key.contains(KeyPart.AGENT)) {
            text.append(agent.strip());
        }
        text.append('\n');
        if (key.contains(KeyPart.PARAMS)) {
            for (String name : paramNames) {
                JsonNode value = params.get(name);
                if (value != null) {
                    text.append(name)
                            .append('=')
                            .append(value.isNumber() ? (Object) value.asDouble() : value)
                            .append(';');
                }
            }
        }
        text.append('\n');
        if (key.contains(KeyPart.USER)) {
            text.append(user.strip());
        }
        return text.toString();
    }

    private static String head(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private static void forEachLine(Path file, Consumer<String> action) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    try {
                        action.accept(line);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(file + ", line " + number + ": " + e.getMessage(), e);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the recorded answers " + file, e);
        }
    }

    record Line(@JsonProperty(value = "model", required = true) String model, @Nullable String agent,
            @Nullable Map<String, JsonNode> params, @JsonProperty("case") @Nullable String caseId,
            @Nullable String user, @JsonProperty(value = "outputs", required = true) List<String> outputs,
            @JsonProperty("tokens_in") long tokensIn, @JsonProperty("tokens_out") long tokensOut) {}

    /// The outputs of one candidate for one case, and who got which.
    private static final class Recorded {

        private final Line line;
        private final Map<String, Integer> repeats = new HashMap<>(2);
        private int served;

        Recorded(Line line) {
            this.line = line;
        }

        Answer next(ChatRequest request) {
            int count = line.outputs().size();
            int slot;
            if (count == 1) {
                slot = 0;
            } else if (request.key() == null) {
                slot = served++ % count;
            } else {
                slot = repeats.computeIfAbsent(request.key(), ignored -> served++) % count;
            }
            String text = line.outputs().get(slot);
            boolean counted = line.tokensIn() + line.tokensOut() > 0;
            return new Answer(text, "stop", counted ? share(line.tokensIn(), slot, count) : request.promptTokens(),
                    counted ? share(line.tokensOut(), slot, count) : ChatRequest.tokens(text));
        }

        // The file counts tokens over all repeats: equal shares, the first ones one more, so that the sum is exact.
        private static long share(long total, int slot, int count) {
            return total / count + (slot < total % count ? 1 : 0);
        }
    }
}
