package dev.promptlooper.standalone.bench.search;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/// A line chart as SVG on a light background: a line with error bars per series, and the series' names at the right. Plain text that
/// any browser and any Markdown viewer shows. Immutable.
///
/// @param title  above the chart
/// @param xTitle below the x axis
/// @param yTitle beside the y axis
/// @param x      x axis
/// @param y      y axis
/// @param lines  what is drawn, in the order of the legend
record SvgChart(String title, String xTitle, String yTitle, Axis x, Axis y, List<Line> lines) {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 64;
    private static final int RIGHT = 150;
    private static final int TOP = 44;
    private static final int BOTTOM = 52;
    // Okabe and Ito's colours, which colour-blind readers can tell apart.
    private static final List<String> COLOURS = List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
            "#56B4E9",
            "#666666", "#000000");

    SvgChart {
        lines = List.copyOf(lines);
    }

    /// An axis from its first tick to its last.
    ///
    /// @param scale monotonic function on which distances are even
    /// @param ticks labelled values, ascending, at least two
    record Axis(DoubleUnaryOperator scale, List<Double> ticks) {

        Axis {
            ticks = List.copyOf(ticks);
        }

        /// Where a value lies, 0 at the first tick and 1 at the last; values outside are put on the edge.
        double at(double value) {
            double from = scale.applyAsDouble(ticks.getFirst());
            double to = scale.applyAsDouble(ticks.getLast());
            return Math.clamp((scale.applyAsDouble(value) - from) / (to - from), 0, 1);
        }
    }

    /// @param name   legend
    /// @param points left to right
    record Line(String name, List<Point> points) {

        Line {
            points = List.copyOf(points);
        }
    }

    /// @param error half of the error bar, 0 for none
    record Point(double x, double y, double error) {}

    /// The document.
    String text() {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" width=\"")
                .append(WIDTH)
                .append("\" height=\"")
                .append(HEIGHT)
                .append("\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#222\">\n")
                .append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        text(svg, LEFT, 24, "start", 15, title);
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", 12, xTitle);
        svg.append("<text transform=\"translate(16 ")
                .append((TOP + HEIGHT - BOTTOM) / 2)
                .append(") rotate(-90)\" text-anchor=\"middle\">")
                .append(escaped(yTitle))
                .append("</text>\n");
        x.ticks().forEach(tick -> {
            line(svg, px(tick), TOP, px(tick), HEIGHT - BOTTOM, "#e6e6e6", 1);
            text(svg, px(tick), HEIGHT - BOTTOM + 18, "middle", 12, label(tick));
        });
        y.ticks().forEach(tick -> {
            line(svg, LEFT, py(tick), WIDTH - RIGHT, py(tick), "#e6e6e6", 1);
            text(svg, LEFT - 8, py(tick) + 4, "end", 12, label(tick));
        });
        line(svg, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "#444", 1);
        line(svg, LEFT, TOP, LEFT, HEIGHT - BOTTOM, "#444", 1);
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), COLOURS.get(i % COLOURS.size()), TOP + 10 + i * 20);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Line line, String colour, double legendY) {
        StringBuilder points = new StringBuilder();
        for (Point point : line.points()) {
            points.append(points.isEmpty() ? "" : " ")
                    .append(number(px(point.x())))
                    .append(',')
                    .append(number(py(point.y())));
            if (point.error() > 0) {
                line(svg, px(point.x()), py(point.y() - point.error()), px(point.x()), py(point.y() + point.error()),
                        colour,
                        1);
            }
            svg.append("<circle cx=\"")
                    .append(number(px(point.x())))
                    .append("\" cy=\"")
                    .append(number(py(point.y())))
                    .append("\" r=\"3\" fill=\"")
                    .append(colour)
                    .append("\"/>\n");
        }
        svg.append("<polyline fill=\"none\" stroke=\"")
                .append(colour)
                .append("\" stroke-width=\"2\" points=\"")
                .append(points)
                .append("\"/>\n");
        double legendX = WIDTH - RIGHT + 14;
        line(svg, legendX, legendY, legendX + 20, legendY, colour, 3);
        text(svg, legendX + 26, legendY + 4, "start", 12, line.name());
    }

    private double px(double value) {
        return LEFT + x.at(value) * (WIDTH - RIGHT - LEFT);
    }

    private double py(double value) {
        return HEIGHT - BOTTOM - y.at(value) * (HEIGHT - BOTTOM - TOP);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2, String colour, int width) {
        svg.append("<line x1=\"")
                .append(number(x1))
                .append("\" y1=\"")
                .append(number(y1))
                .append("\" x2=\"")
                .append(number(x2))
                .append("\" y2=\"")
                .append(number(y2))
                .append("\" stroke=\"")
                .append(colour)
                .append("\" stroke-width=\"")
                .append(width)
                .append("\"/>\n");
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, int size, String text) {
        svg.append("<text x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\" text-anchor=\"")
                .append(anchor)
                .append("\" font-size=\"")
                .append(size)
                .append("\">")
                .append(escaped(text))
                .append("</text>\n");
    }

    private static String label(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
