package dev.promptlooper.standalone.fakellm;

import java.util.List;

/// How long an answer takes, from the request's last byte to the answer's first, in milliseconds. Written as
/// `200` (always), `uniform:50-500`, or `lognormal:200,1500` (median and 99th percentile).
public sealed interface Latency {

    /// No wait at all.
    Latency NONE = new Fixed(0);

    /// Milliseconds for a request with this hash; the same request always takes as long.
    double millis(long hash, long seed);

    /// Always the same.
    ///
    /// @param ms milliseconds, 0 or more
    record Fixed(double ms) implements Latency {
        public Fixed {
            check("latency", ms);
        }

        @Override
        public double millis(long hash, long seed) {
            return ms;
        }
    }

    /// Evenly spread.
    ///
    /// @param min milliseconds
    /// @param max milliseconds, not below min
    record Uniform(double min, double max) implements Latency {
        public Uniform {
            check("uniform latency", min);
            check("uniform latency", max - min);
        }

        @Override
        public double millis(long hash, long seed) {
            return min + (max - min) * Dice.unit(hash, seed, 11);
        }
    }

    /// Long-tailed, as real providers are.
    ///
    /// @param p50 median in milliseconds, above 0
    /// @param p99 99th percentile in milliseconds, not below the median
    record LogNormal(double p50, double p99) implements Latency {

        private static final double Z99 = 2.3263478740408408;

        public LogNormal {
            if (!(p50 > 0) || !(p99 >= p50) || Double.isInfinite(p99)) {
                throw new IllegalArgumentException(
                        "lognormal latency takes median,p99 in milliseconds with 0 < median <= p99, was "
                                + p50 + "," + p99);
            }
        }

        @Override
        public double millis(long hash, long seed) {
            double sigma = (Math.log(p99) - Math.log(p50)) / Z99;
            return p50 * Math.exp(sigma * Dice.normal(hash, seed, 12));
        }
    }

    /// Reads the written form.
    ///
    /// @throws IllegalArgumentException naming the text and the forms there are
    static Latency parse(String text) {
        try {
            if (text.startsWith("uniform:")) {
                List<String> ends = List.of(text.substring("uniform:".length()).split("[-,]"));
                return new Uniform(number(ends.get(0)), number(ends.get(1)));
            }
            if (text.startsWith("lognormal:")) {
                List<String> points = List.of(text.substring("lognormal:".length()).split("[-,]"));
                return new LogNormal(number(points.get(0)), number(points.get(1)));
            }
            return new Fixed(number(text.startsWith("fixed:") ? text.substring("fixed:".length()) : text));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("latency '" + text
                    + "' is not understood; write milliseconds (200), uniform:50-500, or lognormal:200,1500 (median, p99)",
                    e);
        }
    }

    private static double number(String text) {
        String plain = text.strip();
        return Double.parseDouble(plain.endsWith("ms") ? plain.substring(0, plain.length() - 2) : plain);
    }

    private static void check(String what, double ms) {
        if (!(ms >= 0) || Double.isInfinite(ms)) {
            throw new IllegalArgumentException(what + " must be a number of milliseconds of 0 or more, was " + ms);
        }
    }
}
