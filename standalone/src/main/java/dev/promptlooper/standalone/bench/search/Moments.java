package dev.promptlooper.standalone.bench.search;

import java.util.Arrays;

/// Mean and standard error of replays, which are independent of each other.
final class Moments {

    private Moments() {}

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /// Sample standard deviation over the square root of the number; 0 below two values.
    static double standardError(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        double mean = mean(values);
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }
}
