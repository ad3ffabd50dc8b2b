package dev.sqlane.lab.report;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.RoundResult;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/** A bar for each strategy, as long as the median of its rounds, with a whisker from the least round to the greatest. */
final class BarsChart {
    private static final int BAR = 30;
    private static final int AXIS = 62;
    private static final double ALIKE = 0.99;

    private BarsChart() {}

    /** Least, median and greatest of the rounds. */
    private record Spread(double least, double median, double most) {
        static Spread of(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int middle = sorted.size() / 2;
            double median =
                    sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
            return new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1));
        }

        String text() {
            String text = Figures.number(median);
            return least == most ? text : text + "  (" + Figures.number(least) + " to " + Figures.number(most) + ")";
        }
    }

    /** Returns whether the strategies differ; where a schedule says how much is done, they need not. */
    static boolean telling(LabReport report, ScenarioText.Bars bars) {
        List<Double> medians = spreads(report, bars.figure()).values().stream()
                .map(Spread::median)
                .sorted()
                .toList();
        return medians.get(0) < ALIKE * medians.get(medians.size() - 1);
    }

    static String svg(String id, LabReport report, ScenarioText.Bars bars) {
        Map<String, Spread> spreads = spreads(report, bars.figure());
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        spreads.forEach((strategy, spread) -> data.addValue(spread.median(), "median", strategy));
        CategoryAxis strategies = new CategoryAxis();
        strategies.setCategoryLabelPositions(CategoryLabelPositions.STANDARD);
        strategies.setMaximumCategoryLabelWidthRatio(0.4f);
        strategies.setLowerMargin(0.01);
        strategies.setUpperMargin(0.01);
        strategies.setCategoryMargin(0.3);
        strategies.setAxisLineVisible(false);
        strategies.setTickMarksVisible(false);
        Charts.look(strategies);
        strategies.setTickLabelFont(Charts.labelFont());
        NumberAxis figure = new NumberAxis(bars.axis());
        double most = spreads.values().stream().mapToDouble(Spread::most).max().orElse(0);
        // A third of the room is for the figures beside the bars.
        figure.setRange(0, most == 0 ? 1 : most * 1.38);
        figure.setTickUnit(Charts.step(figure.getUpperBound()));
        figure.setNumberFormatOverride(new PlainNumberFormat());
        figure.setAxisLineVisible(false);
        figure.setTickMarksVisible(false);
        Charts.look(figure);
        CategoryPlot plot = new CategoryPlot(data, strategies, figure, new SpreadBars(List.copyOf(spreads.values())));
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
        plot.setRangeGridlinePaint(Charts.LINE);
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        JFreeChart chart = Charts.chart(plot);
        return ChartSvg.of(id, alt(bars, spreads), chart, Charts.WIDTH, AXIS + BAR * spreads.size());
    }

    private static Map<String, Spread> spreads(LabReport report, ToDoubleFunction<RoundResult> figure) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (RoundResult round : report.rounds()) {
            values.computeIfAbsent(round.strategy(), name -> new ArrayList<>()).add(figure.applyAsDouble(round));
        }
        Map<String, Spread> spreads = new LinkedHashMap<>();
        values.forEach((strategy, all) -> spreads.put(strategy, Spread.of(all)));
        return spreads;
    }

    private static String alt(ScenarioText.Bars bars, Map<String, Spread> spreads) {
        List<String> parts = new ArrayList<>();
        spreads.forEach((strategy, spread) -> parts.add(strategy + " " + spread.text()));
        return bars.title() + ", median of the rounds (least to greatest): " + String.join("; ", parts);
    }

    /** Bars in the strategies' colours, with whiskers, and the figures behind them. */
    private static final class SpreadBars extends BarRenderer {
        private static final long serialVersionUID = 1L;

        private static final Color WHISKER = Charts.TEXT;
        private static final double CAP = 4;
        private static final double GAP = 8;

        private final transient List<Spread> spreads;

        SpreadBars(List<Spread> spreads) {
            this.spreads = spreads;
            setBarPainter(new StandardBarPainter());
            setShadowVisible(false);
            setDrawBarOutline(false);
            setMaximumBarWidth(0.5);
        }

        @Override
        public Paint getItemPaint(int row, int column) {
            return StrategyLook.of(getPlot().getDataset().getColumnKey(column).toString())
                    .color();
        }

        @Override
        public void drawItem(
                Graphics2D graphics,
                CategoryItemRendererState state,
                Rectangle2D area,
                CategoryPlot plot,
                CategoryAxis strategies,
                ValueAxis figure,
                CategoryDataset data,
                int row,
                int column,
                int pass) {
            super.drawItem(graphics, state, area, plot, strategies, figure, data, row, column, pass);
            Spread spread = spreads.get(column);
            double middle = strategies.getCategoryMiddle(column, data.getColumnCount(), area, plot.getDomainAxisEdge());
            double least = figure.valueToJava2D(spread.least(), area, plot.getRangeAxisEdge());
            double most = figure.valueToJava2D(spread.most(), area, plot.getRangeAxisEdge());
            graphics.setPaint(WHISKER);
            if (spread.least() < spread.most()) {
                graphics.setStroke(new BasicStroke(1.5f));
                graphics.draw(new Line2D.Double(least, middle, most, middle));
                graphics.draw(new Line2D.Double(least, middle - CAP, least, middle + CAP));
                graphics.draw(new Line2D.Double(most, middle - CAP, most, middle + CAP));
            }
            graphics.setFont(Charts.tickFont());
            TextUtils.drawAlignedString(
                    spread.text(), graphics, (float) (most + GAP), (float) (middle - 1.5), TextAnchor.HALF_ASCENT_LEFT);
        }
    }
}
