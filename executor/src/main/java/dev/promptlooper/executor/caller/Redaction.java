package dev.promptlooper.executor.caller;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Takes secrets out of what an endpoint says before it becomes part of a message: those that were sent to it, and whatever looks
/// like one. One attempt, one thread.
final class Redaction {

    private static final Pattern LOOKS_LIKE_A_KEY = Pattern
            .compile(
                    "(?i)\\b(?:bearer\\s+\\S+|(?:sk|pk|rk|gsk|xai|key|api[_-]?key|token)[-_:=]\\s*[^\\s\"',}]{6,}|[A-Za-z0-9_*-]{32,})");
    private static final int LONGEST = 300;

    private final List<String> secrets = new ArrayList<>();

    /// Remembers a secret.
    ///
    /// @return it
    String hide(String secret) {
        if (!secret.isEmpty()) {
            secrets.add(secret);
        }
        return secret;
    }

    /// A body without the secrets that were sent: a server that repeats its key in an answer must not put it into topics.
    byte[] clean(byte[] body) {
        String text = secrets.isEmpty() ? "" : new String(body, StandardCharsets.UTF_8);
        if (secrets.stream().noneMatch(text::contains)) {
            return body;
        }
        for (String secret : secrets) {
            text = text.replace(secret, "***");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// One line without secrets, not too long.
    String clean(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, "***");
        }
        clean = LOOKS_LIKE_A_KEY.matcher(clean).replaceAll("***").replaceAll("\\p{Cntrl}+", " ").strip();
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
    }
}
