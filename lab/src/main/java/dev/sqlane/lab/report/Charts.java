package dev.sqlane.lab.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Line2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeriesCollection;

/** What all charts have in common: dark text on white, light lines behind the data, and the looks of the strategies. */
final class Charts {
    static final Color TEXT = new Color(0x222222);
    static final Color LINE = new Color(0xD9D9D9);
    static final Color FINE_LINE = new Color(0xEFEFEF);
    static final int WIDTH = 900;

    private static final Color AXIS = new Color(0x666666);

    static {
        // Otherwise text that is turned becomes shapes, against a fault of some JDK that SVG does not have.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    private Charts() {}

    static Font labelFont() {
        return ChartSvg.font(Font.PLAIN, 13);
    }

    static Font tickFont() {
        return ChartSvg.font(Font.PLAIN, 12);
    }

    /** A chart of lines, one for each series of the data, whose keys are names of strategies. */
    static JFreeChart lines(XYSeriesCollection data, NumberAxis across, NumberAxis up) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setLegendLine(new Line2D.Double(-16, 0, 16, 0));
        for (int series = 0; series < data.getSeriesCount(); series++) {
            StrategyLook look = StrategyLook.of(data.getSeriesKey(series).toString());
            renderer.setSeriesPaint(series, look.color());
            renderer.setSeriesStroke(series, look.stroke());
        }
        XYPlot plot = new XYPlot(data, across, up, renderer);
        // What comes first is most important: it lies above the others.
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.REVERSE);
        plot.setDomainGridlinePaint(LINE);
        plot.setDomainGridlineStroke(new BasicStroke(1));
        plot.setRangeGridlinePaint(LINE);
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setRangeMinorGridlinesVisible(up instanceof MarkedAxis);
        plot.setRangeMinorGridlinePaint(FINE_LINE);
        plot.setRangeMinorGridlineStroke(new BasicStroke(1));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        look(across);
        look(up);
        JFreeChart chart = chart(plot);
        LegendTitle legend = new LegendTitle(plot);
        legend.setPosition(RectangleEdge.RIGHT);
        legend.setItemFont(labelFont());
        legend.setItemPaint(TEXT);
        legend.setFrame(BlockBorder.NONE);
        legend.setItemLabelPadding(new RectangleInsets(3, 6, 3, 2));
        legend.setMargin(0, 14, 0, 0);
        chart.addSubtitle(legend);
        return chart;
    }

    /** Returns 1, 2 or 5 of some power of ten, so that an axis from 0 on has four to ten steps. */
    static NumberTickUnit step(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most / 4)));
        double steps = most / 4 / power;
        return new NumberTickUnit(steps >= 5 ? 5 * power : steps >= 2 ? 2 * power : power);
    }

    static JFreeChart chart(Plot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setInsets(new RectangleInsets(8, 4, 4, 12));
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        return chart;
    }

    static void look(Axis axis) {
        axis.setLabelFont(labelFont());
        axis.setLabelPaint(TEXT);
        axis.setTickLabelFont(tickFont());
        axis.setTickLabelPaint(TEXT);
        axis.setAxisLinePaint(AXIS);
        axis.setTickMarkPaint(AXIS);
        axis.setLabelInsets(new RectangleInsets(6, 4, 6, 4));
    }
}
