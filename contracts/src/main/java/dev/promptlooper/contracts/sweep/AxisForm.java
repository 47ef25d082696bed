package dev.promptlooper.contracts.sweep;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads the forms that [Axis] documents.
final class AxisForm {

    private static final Set<String> KINDS = Set.of("values", "value", "int", "float", "log");
    private static final Set<String> KEYS = Set.of("values", "value", "int", "float", "log", "when", "step", "points");

    private static final int MAX_POINTS = 1_000_000;

    private AxisForm() {}

    static Axis read(@Nullable Object form) {
        if (form instanceof List<?> values) {
            return new Axis.Choice(new ArrayList<>(values), Map.of());
        }
        if (!(form instanceof Map<?, ?> map)) {
            return new Axis.Fixed(form, Map.of());
        }
        Set<String> unknown = new TreeSet<>();
        map.keySet().forEach(key -> unknown.add(String.valueOf(key)));
        unknown.removeAll(KEYS);
        List<String> kinds = KINDS.stream().filter(map::containsKey).sorted().toList();
        if (!unknown.isEmpty() || kinds.size() != 1) {
            throw new IllegalArgumentException(
                    "an axis is a value, a list, or one of {values: […]}, {int: [a, b]}, {float: [a, b]}, {log: [a, b]}, "
                            + "{value: …} with optional step, points and when; was " + map);
        }
        refuseForeign(map, kinds.getFirst());
        Map<String, List<Object>> when = conditions(map.get("when"));
        return switch (kinds.getFirst()) {
            case "values" -> new Axis.Choice(list("values", map.get("values")), when);
            case "value" -> new Axis.Fixed(map.get("value"), when);
            case "int" -> {
                List<Number> ends = ends("int", map.get("int"));
                Object step = map.get("step");
                yield new Axis.IntRange(whole("int", ends.get(0)), whole("int", ends.get(1)),
                        step == null ? null : whole("step", number("step", step)), when);
            }
            case "float" -> {
                List<Number> ends = ends("float", map.get("float"));
                yield new Axis.FloatRange(ends.get(0).doubleValue(), ends.get(1).doubleValue(), points(map, ends),
                        when);
            }
            default -> {
                List<Number> ends = ends("log", map.get("log"));
                yield new Axis.LogRange(ends.get(0).doubleValue(), ends.get(1).doubleValue(), points(map, ends), when);
            }
        };
    }

    private static void refuseForeign(Map<?, ?> map, String kind) {
        boolean pointsFit = kind.equals("float") || kind.equals("log");
        boolean stepFits = kind.equals("float") || kind.equals("int");
        if ((map.containsKey("points") && !pointsFit) || (map.containsKey("step") && !stepFits)) {
            throw new IllegalArgumentException("step goes with int and float, points with float and log; was " + map);
        }
        if (map.containsKey("points") && map.containsKey("step")) {
            throw new IllegalArgumentException("a range takes step or points, not both; was " + map);
        }
    }

    private static @Nullable Integer points(Map<?, ?> map, List<Number> ends) {
        Object points = map.get("points");
        if (points != null) {
            long count = whole("points", number("points", points));
            if (count < 1 || count > MAX_POINTS) {
                throw new IllegalArgumentException("points must be from 1 to " + MAX_POINTS + ", was " + points);
            }
            return (int) count;
        }
        Object step = map.get("step");
        if (step == null) {
            return null;
        }
        double width = number("step", step).doubleValue();
        double steps = (ends.get(1).doubleValue() - ends.get(0).doubleValue()) / width;
        if (!(width > 0) || !(steps < MAX_POINTS) || Math.abs(steps - Math.rint(steps)) > 1e-9) {
            throw new IllegalArgumentException(
                    "step " + step + " does not divide the range " + ends + "; choose one that does, or give points");
        }
        return (int) Math.rint(steps) + 1;
    }

    private static Map<String, List<Object>> conditions(@Nullable Object when) {
        if (when == null) {
            return Map.of();
        }
        if (!(when instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("when is a map of parameter to admitted values, was " + when);
        }
        Map<String, List<Object>> conditions = new LinkedHashMap<>();
        map.forEach((name, values) -> conditions.put(String.valueOf(name), oneOrMany(values)));
        return conditions;
    }

    /// A list as it is, anything else (null too) as a list of one.
    static List<Object> oneOrMany(@Nullable Object value) {
        List<Object> values = new ArrayList<>();
        if (value instanceof List<?> list) {
            values.addAll(list);
        } else {
            values.addAll(Collections.singletonList(value));
        }
        return Collections.unmodifiableList(values);
    }

    private static List<Object> list(String key, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw new IllegalArgumentException(key + " must be a list, was " + value);
    }

    private static List<Number> ends(String key, @Nullable Object value) {
        if (value instanceof List<?> list && list.size() == 2) {
            return List.of(number(key, list.get(0)), number(key, list.get(1)));
        }
        throw new IllegalArgumentException(key + " takes two numbers [min, max], was " + value);
    }

    private static Number number(String key, @Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw new IllegalArgumentException(key + " must be a number, was " + value);
    }

    private static long whole(String key, Number value) {
        if (value.doubleValue() != Math.rint(value.doubleValue()) || Math.abs(value.doubleValue()) > 1L << 53) {
            throw new IllegalArgumentException(key + " must be a whole number within ±2^53, was " + value);
        }
        return value.longValue();
    }
}
