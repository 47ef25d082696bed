package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Locale;

/// Numbers for people. Stateless.
final class Figures {

    private Figures() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /// Dollars with as many digits as matter.
    static String usd(double value) {
        if (value == 0) {
            return "$0";
        }
        return "$" + String.format(Locale.ROOT, value >= 1 ? "%,.2f" : value >= 0.001 ? "%.4f" : "%.3g", value);
    }

    /// Four significant digits, no trailing zeros.
    static String score(@Nullable Double value) {
        if (value == null) {
            return "–";
        }
        String text = String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.1f" : "%.4f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /// A number, or null when it is absent.
    static @Nullable Double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : null;
    }

    /// The mean of a metric, which may be a bare number or an object with `mean`.
    static @Nullable Double mean(JsonNode metric) {
        return metric.isObject() ? number(metric.path("mean")) : number(metric);
    }
}
