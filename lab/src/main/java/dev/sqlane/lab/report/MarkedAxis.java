package dev.sqlane.lab.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/**
 * An axis whose marks are where it is told. The values on it are logarithms, their marks what they are the logarithms of:
 * JFreeChart's own logarithmic axis can mark powers, but neither 50 % nor the lines between the powers.
 */
final class MarkedAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;

    private static final TextAnchor NEVER_TURNED = TextAnchor.CENTER;

    private record Mark(TickType type, double value, String text) {}

    private final transient List<Mark> marks = new ArrayList<>();

    MarkedAxis(String title, double least, double most) {
        super(title);
        setAutoRange(false);
        setRange(least, most);
    }

    /** Adds a mark with a text. */
    void mark(double value, String text) {
        marks.add(new Mark(TickType.MAJOR, value, text));
    }

    /** Adds a fine line. */
    void line(double value) {
        marks.add(new Mark(TickType.MINOR, value, ""));
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
        TextAnchor anchor = RectangleEdge.isLeftOrRight(edge) ? TextAnchor.CENTER_RIGHT : TextAnchor.TOP_CENTER;
        return marks.stream()
                .filter(mark -> getRange().contains(mark.value()))
                .map(mark -> new NumberTick(mark.type(), mark.value(), mark.text(), anchor, NEVER_TURNED, 0))
                .toList();
    }
}
