package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One request parameter of a sweep and the values it may take. Written in a sweep file as
///
/// | form | meaning |
/// |---|---|
/// | `256`, `"json"`, `true` | [Fixed]: sent with every run |
/// | `[0, 0.4, 0.8]` | [Choice] |
/// | `{values: [0, 1], when: {…}}` | [Choice] under a condition |
/// | `{int: [1, 8]}`, `{int: [1, 8], step: 2}` | [IntRange], both ends included |
/// | `{float: [0.5, 1.0]}`, `{float: [0.5, 1.0], points: 6}` | [FloatRange], both ends included |
/// | `{log: [0.001, 1], points: 4}` | [LogRange], both ends included, both positive |
/// | `{value: {…}}` | [Fixed] with a JSON object (a `response_format`, say) |
///
/// `when: {other: [v1, v2]}` makes an axis exist only where every named other axis has one of the given values; elsewhere the
/// parameter is not sent. A grid needs `step` or `points` on ranges; random and guided sweeps do not.
public sealed interface Axis {

    /// Condition: parameter name → admitted values. Empty = always.
    Map<String, List<Object>> when();

    /// The sweep-file form of this axis.
    @JsonValue
    Object toFile();

    record Fixed(@Nullable Object value, Map<String, List<Object>> when) implements Axis {
        public Fixed {
            when = fixed(when);
        }

        @Override
        public Object toFile() {
            Map<String, Object> form = new LinkedHashMap<>();
            form.put("value", value);
            return withWhen(form, when);
        }
    }

    record Choice(List<Object> values, Map<String, List<Object>> when) implements Axis {
        public Choice {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("an axis needs at least one value, was []");
            }
            values = Collections.unmodifiableList(new ArrayList<>(values));
            when = fixed(when);
        }

        @Override
        public Object toFile() {
            Map<String, Object> form = new LinkedHashMap<>();
            form.put("values", values);
            return withWhen(form, when);
        }
    }

    /// @param step distance between grid points, or null when only sampled
    record IntRange(long min, long max, @Nullable Long step, Map<String, List<Object>> when) implements Axis {
        public IntRange {
            if (min > max) {
                throw new IllegalArgumentException(
                        "int range [" + min + ", " + max + "] is empty; write the smaller number first");
            }
            if (step != null && step <= 0) {
                throw new IllegalArgumentException("step must be positive, was " + step);
            }
            when = fixed(when);
        }

        @Override
        public Object toFile() {
            Map<String, Object> form = new LinkedHashMap<>();
            form.put("int", List.of(min, max));
            if (step != null) {
                form.put("step", step);
            }
            return withWhen(form, when);
        }
    }

    /// @param points number of grid points including both ends, or null when only sampled
    record FloatRange(double min, double max, @Nullable Integer points,
            Map<String, List<Object>> when) implements Axis {
        public FloatRange {
            checkRange("float", min, max, points);
            when = fixed(when);
        }

        @Override
        public Object toFile() {
            return rangeForm("float", min, max, points, when);
        }
    }

    /// As [FloatRange], with points and samples evenly spaced in the logarithm.
    record LogRange(double min, double max, @Nullable Integer points, Map<String, List<Object>> when) implements Axis {
        public LogRange {
            checkRange("log", min, max, points);
            if (min <= 0) {
                throw new IllegalArgumentException("log range must start above 0, started at " + min);
            }
            when = fixed(when);
        }

        @Override
        public Object toFile() {
            return rangeForm("log", min, max, points, when);
        }
    }

    /// Reads the sweep-file form.
    ///
    /// @throws IllegalArgumentException naming what is wrong and what to write
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Axis fromFile(@Nullable Object form) {
        return AxisForm.read(form);
    }

    private static Map<String, List<Object>> fixed(Map<String, List<Object>> when) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(when));
    }

    private static void checkRange(String kind, double min, double max, @Nullable Integer points) {
        if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
            throw new IllegalArgumentException(
                    kind + " range [" + min + ", " + max + "] is empty or not finite; write the smaller number first");
        }
        if (points != null && points < 1) {
            throw new IllegalArgumentException("points must be 1 or more, was " + points);
        }
    }

    private static Object rangeForm(String kind, double min, double max, @Nullable Integer points,
            Map<String, List<Object>> when) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put(kind, List.of(min, max));
        if (points != null) {
            form.put("points", points);
        }
        return withWhen(form, when);
    }

    private static Object withWhen(Map<String, Object> form, Map<String, List<Object>> when) {
        if (!when.isEmpty()) {
            form.put("when", when);
        }
        return form;
    }
}
