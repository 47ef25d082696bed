package dev.promptlooper.scoring.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/// The points that no other point beats: none is at least as good on all three counts and better on one. O(n log n).
public final class ParetoFront {

    /// @param value   larger is better; NaN keeps the point out of the front
    /// @param cost    smaller is better; NaN = unknown, counts as the worst
    /// @param latency smaller is better; NaN = unknown, counts as the worst
    public record Point(double value, double cost, double latency) {

        public Point {
            cost = Double.isNaN(cost) ? Double.POSITIVE_INFINITY : cost;
            latency = Double.isNaN(latency) ? Double.POSITIVE_INFINITY : latency;
        }

        private boolean beats(Point other) {
            return value >= other.value && cost <= other.cost && latency <= other.latency
                    && (value > other.value || cost < other.cost || latency < other.latency);
        }
    }

    private ParetoFront() {}

    /// Which points are members; equal points are members together.
    public static boolean[] members(Point[] points) {
        Integer[] order = new Integer[points.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order,
                Comparator.comparingDouble((Integer i) -> -points[i].value)
                        .thenComparingDouble(i -> points[i].cost)
                        .thenComparingDouble(i -> points[i].latency));
        boolean[] members = new boolean[points.length];
        // Of what came before (hence is at least as good in value): cost → the lowest latency, both as a falling staircase.
        TreeMap<Double, Point> stairs = new TreeMap<>();
        for (int i : order) {
            Point point = points[i];
            if (Double.isNaN(point.value)) {
                continue;
            }
            Map.Entry<Double, Point> below = stairs.floorEntry(point.cost);
            if (below != null && below.getValue().latency <= point.latency) {
                // Beaten, unless it is the very same point again.
                members[i] = !below.getValue().beats(point);
                continue;
            }
            members[i] = true;
            Map.Entry<Double, Point> next = stairs.ceilingEntry(point.cost);
            while (next != null && next.getValue().latency >= point.latency) {
                stairs.remove(next.getKey());
                next = stairs.higherEntry(point.cost);
            }
            stairs.put(point.cost, point);
        }
        return members;
    }
}
