package dev.sqlane.lab.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Map;

/**
 * How a strategy looks, in every table and every chart. Related strategies have related colours, Sqlane's are blue; they differ in
 * lightness too, so that they can be told apart by those who don't see colours as most do, and where they come close the dashes differ.
 * The colours begin with those of Okabe and Ito.
 *
 * @param color dark enough on white
 * @param stroke of its lines
 */
record StrategyLook(Color color, BasicStroke stroke) {
    private static final BasicStroke WHOLE = dashed();
    private static final BasicStroke LONG = dashed(9, 4);
    private static final BasicStroke SHORT = dashed(4, 3);
    private static final BasicStroke DOTS = dashed(1.5f, 3);
    private static final BasicStroke DASH_DOT = dashed(9, 3, 2, 3);

    /** What the page is about. */
    private static final BasicStroke HEAVY = new BasicStroke(3.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);

    private static final StrategyLook UNKNOWN = look(0x4D4D4D, DOTS);

    private static final Map<String, StrategyLook> BY_NAME = Map.ofEntries(
            Map.entry("sqlane", look(0x0072B2, HEAVY)),
            Map.entry("sqlane-ungrouped", look(0x003A63, LONG)),
            Map.entry("sqlane-async", look(0x3FA9E0, WHOLE)),
            Map.entry("sqlane-jdbc", look(0x6A4CA5, SHORT)),
            Map.entry("sqlane-query", look(0x00A6A6, SHORT)),
            Map.entry("sqlane-datasource", look(0x5A63C8, DASH_DOT)),
            Map.entry("hikari", look(0xD55E00, WHOLE)),
            Map.entry("hikari-immediate", look(0xE69F00, WHOLE)),
            Map.entry("hikari-split", look(0x8C4A1A, LONG)),
            Map.entry("dbcp2-split", look(0xCC79A7, WHOLE)),
            Map.entry("agroal-split", look(0x009E73, WHOLE)),
            Map.entry("microsandbox", look(0x8A2A6B, DASH_DOT)),
            Map.entry("driver", look(0x222222, WHOLE)),
            Map.entry("driver-single", look(0x7F7F7F, SHORT)));

    static StrategyLook of(String strategy) {
        return BY_NAME.getOrDefault(strategy, UNKNOWN);
    }

    /** Returns the colour as CSS writes it. */
    String css() {
        return String.format("#%06x", color.getRGB() & 0xffffff);
    }

    private static StrategyLook look(int color, BasicStroke stroke) {
        return new StrategyLook(new Color(color), stroke);
    }

    /** Takes the lengths that are drawn and left out by turns, in pixels; none for a line that is whole. */
    private static BasicStroke dashed(float... dashes) {
        return new BasicStroke(
                1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes.length == 0 ? null : dashes, 0);
    }
}
