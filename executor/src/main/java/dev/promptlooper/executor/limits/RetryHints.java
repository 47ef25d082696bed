package dev.promptlooper.executor.limits;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads how long an endpoint asks us to wait: `Retry-After` (seconds or HTTP date), `retry-after-ms`, and the
/// `x-ratelimit-remaining-*` / `-reset-*` pairs once nothing remains. Nonsense is ignored; nobody can stop us for longer than
/// five minutes. Pure.
public final class RetryHints {

    /// The longest wait that is honoured.
    public static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,9})?");
    private static final Pattern DURATION = Pattern
            .compile(
                    "(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");
    private static final double EPOCH_FROM = 1e9;

    private RetryHints() {}

    /// What `Retry-After` asks for; empty when it is absent or nonsense.
    ///
    /// @param header value of a header by its lower-case name, or null
    public static Optional<Duration> retryAfter(Function<String, @Nullable String> header, Instant now) {
        String millis = header.apply("retry-after-ms");
        if (millis != null && NUMBER.matcher(millis.strip()).matches()) {
            return Optional.of(capped(Double.parseDouble(millis.strip()) / 1000));
        }
        String value = header.apply("retry-after");
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (NUMBER.matcher(text).matches()) {
            return Optional.of(capped(Double.parseDouble(text)));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(capped(Duration.between(now, until).toMillis() / 1000.0));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// How long the endpoint's own quota needs to come back; empty while something remains.
    ///
    /// @param header value of a header by its lower-case name, or null
    public static Optional<Duration> quotaReset(Function<String, @Nullable String> header, Instant now) {
        Optional<Duration> longest = Optional.empty();
        for (String suffix : new String[]{"-requests", "-tokens", ""}) {
            String remaining = header.apply("x-ratelimit-remaining" + suffix);
            String reset = header.apply("x-ratelimit-reset" + suffix);
            if (remaining != null && reset != null && remaining.strip().equals("0")) {
                Optional<Duration> wait = reset(reset.strip(), now);
                if (wait.isPresent() && (longest.isEmpty() || wait.get().compareTo(longest.get()) > 0)) {
                    longest = wait;
                }
            }
        }
        return longest;
    }

    private static Optional<Duration> reset(String text, Instant now) {
        if (NUMBER.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            return Optional.of(capped(number >= EPOCH_FROM ? number - now.toEpochMilli() / 1000.0 : number));
        }
        Matcher duration = DURATION.matcher(text);
        if (!text.isEmpty() && duration.matches()) {
            return Optional.of(capped(part(duration, 1) * 3600 + part(duration, 2) * 60 + part(duration, 3)
                    + part(duration, 4) / 1000));
        }
        try {
            return Optional.of(capped(Duration.between(now, Instant.parse(text)).toMillis() / 1000.0));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static double part(Matcher duration, int group) {
        String text = duration.group(group);
        return text == null ? 0 : Double.parseDouble(text);
    }

    private static Duration capped(double seconds) {
        return Duration.ofMillis((long) (Math.clamp(seconds, 0.0, (double) LONGEST.toSeconds()) * 1000));
    }
}
