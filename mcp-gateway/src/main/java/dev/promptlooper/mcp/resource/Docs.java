package dev.promptlooper.mcp.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Short texts about how to work with this server, from files of this repository (`docs/TOPIC.md` beside this class).
public final class Docs {

    static final String MIME = "text/markdown";
    private static final Duration TTL = Duration.ofHours(1);
    private static final Map<String, String> TOPICS = topicsInOrder();

    private Docs() {}

    private static Map<String, String> topicsInOrder() {
        Map<String, String> topics = new LinkedHashMap<>();
        topics.put("quickstart", "From nothing to a verdict, call by call");
        topics.put("datasets", "What cases are, and how prompts use them");
        topics.put("scoring", "Scorers, metrics, objectives and constraints");
        topics.put("sweeps", "Strategies, budgets, states, steering, reading results");
        topics.put("errors", "Codes of errors and what to do");
        return topics;
    }

    public static List<String> topics() {
        return List.copyOf(TOPICS.keySet());
    }

    static String description(String topic) {
        return TOPICS.getOrDefault(topic, "");
    }

    static ResourceContent read(String uri) {
        String topic = uri.substring((PromptLooperResources.SCHEME + "docs/").length());
        if (!TOPICS.containsKey(topic)) {
            throw new UnknownResource(uri, "there is no such topic; there are " + TOPICS.keySet());
        }
        try (InputStream in = Docs.class.getResourceAsStream("docs/" + topic + ".md")) {
            if (in == null) {
                throw new IllegalStateException("docs/" + topic + ".md is missing");
            }
            return new ResourceContent(uri, MIME,
                    new ResourceContent.Text(new String(in.readAllBytes(), StandardCharsets.UTF_8)), TTL, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
