package dev.sqlane.lab.report;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.PercentilePoint;
import dev.sqlane.lab.StrategyResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * How long the pieces of work took, those of each strategy as a curve. Across, each step to the next label is a tenth of the pieces
 * before; up, each line is ten times the one before. So both what is usual and what is rare and long can be read.
 */
final class LatencyChart {
    private static final int HEIGHT = 430;

    /** What HdrHistogram could not tell from nothing. */
    private static final double LEAST_MILLIS = 0.001;

    private LatencyChart() {}

    /** Returns whether there is anything to draw. */
    static boolean possible(LabReport report) {
        return report.results().stream()
                .anyMatch(result -> !result.latency().curve().isEmpty());
    }

    static String svg(String id, LabReport report, String latency) {
        XYSeriesCollection data = new XYSeriesCollection();
        double fewest = 1;
        double least = Double.MAX_VALUE;
        double most = LEAST_MILLIS;
        for (StrategyResult result : report.results()) {
            if (result.latency().curve().isEmpty()) {
                continue;
            }
            XYSeries series = new XYSeries(result.strategy());
            for (PercentilePoint point : result.latency().curve()) {
                double millis = Math.max(point.millis(), LEAST_MILLIS);
                series.add(place(point.percentile()), Math.log10(millis));
                least = Math.min(least, millis);
                most = Math.max(most, millis);
            }
            fewest = Math.max(fewest, series.getMaxX());
            data.addSeries(series);
        }
        MarkedAxis across = percentiles(fewest);
        MarkedAxis up = millis(latency + ", ms", least, most);
        return ChartSvg.of(id, alt(report, latency), Charts.lines(data, across, up), Charts.WIDTH, HEIGHT);
    }

    /** 0 at 0 %, 1 at 90 %, 2 at 99 %. */
    private static double place(double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    private static MarkedAxis percentiles(double most) {
        MarkedAxis axis = new MarkedAxis("Percentile: so many of them took no longer", 0, most + 0.05);
        axis.mark(0, "0 %");
        axis.mark(place(50), "50 %");
        for (int nines = 1; nines <= most; nines++) {
            BigDecimal percentile = BigDecimal.valueOf(100).subtract(BigDecimal.TEN.scaleByPowerOfTen(1 - nines));
            axis.mark(nines, percentile.stripTrailingZeros().toPlainString() + " %");
        }
        return axis;
    }

    /** Whole powers of ten, so that there are at least two of them to be read. */
    private static MarkedAxis millis(String title, double least, double most) {
        int lowest = (int) Math.floor(Math.log10(least));
        int highest = Math.max(lowest + 1, (int) Math.ceil(Math.log10(most)));
        MarkedAxis axis = new MarkedAxis(title, lowest, highest);
        PlainNumberFormat format = new PlainNumberFormat();
        for (int power = lowest; power <= highest; power++) {
            axis.mark(power, format.format(Math.pow(10, power)));
            for (int multiple = 2; multiple <= 9; multiple++) {
                axis.line(power + Math.log10(multiple));
            }
        }
        return axis;
    }

    private static String alt(LabReport report, String latency) {
        List<String> parts = new ArrayList<>();
        for (StrategyResult result : report.results()) {
            parts.add(result.strategy() + " " + Figures.number(result.latency().p50Millis()) + ", "
                    + Figures.number(result.latency().p99Millis()) + ", "
                    + Figures.number(result.latency().maxMillis()));
        }
        return latency + " in milliseconds, at 50 %, at 99 %, and the longest: " + String.join("; ", parts);
    }
}
