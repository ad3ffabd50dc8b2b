package dev.sqlane.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;

/**
 * One strategy over all rounds: counts are sums, everything else is the median of the rounds, so that one disturbed
 * round does not decide, save for what must never exceed a limit.
 *
 * @param strategy its name
 * @param completed sum
 * @param lost sum
 * @param doubled sum
 * @param busyErrors sum
 * @param otherErrors sum
 * @param perSecond median
 * @param latency the medians of each round's percentiles and maximum; the curve ends with that of the round that completed least
 * @param measures each as it {@linkplain Measure.OverRounds says}
 * @param sound whether nothing was lost or doubled and every check held, in every round
 * @since 0.1.0
 */
public record StrategyResult(
        String strategy,
        long completed,
        long lost,
        long doubled,
        long busyErrors,
        long otherErrors,
        double perSecond,
        LatencySummary latency,
        Map<String, Double> measures,
        boolean sound) {
    public StrategyResult {
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /**
     * Sums up the rounds of one strategy.
     *
     * @throws IllegalArgumentException if there is no round
     */
    public static StrategyResult of(List<RoundResult> rounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("no round to sum up; give at least one");
        }
        Map<String, Double> measures = new LinkedHashMap<>();
        for (String name : rounds.get(0).measures().keySet()) {
            measures.put(name, overRounds(rounds, name));
        }
        return new StrategyResult(
                rounds.get(0).strategy(),
                sum(rounds, RoundResult::completed),
                sum(rounds, RoundResult::lost),
                sum(rounds, RoundResult::doubled),
                sum(rounds, RoundResult::busyErrors),
                sum(rounds, RoundResult::otherErrors),
                median(rounds, RoundResult::perSecond),
                new LatencySummary(
                        median(rounds, round -> round.latency().p50Millis()),
                        median(rounds, round -> round.latency().p99Millis()),
                        median(rounds, round -> round.latency().p999Millis()),
                        median(rounds, round -> round.latency().maxMillis()),
                        curve(rounds)),
                measures,
                rounds.stream().allMatch(RoundResult::sound));
    }

    /** The points of all rounds are at the same percentiles; those of a round in which less was done end sooner. */
    private static List<PercentilePoint> curve(List<RoundResult> rounds) {
        int points = rounds.stream()
                .mapToInt(round -> round.latency().curve().size())
                .min()
                .orElse(0);
        List<PercentilePoint> curve = new ArrayList<>();
        for (int point = 0; point < points; point++) {
            int place = point;
            curve.add(new PercentilePoint(
                    rounds.get(0).latency().curve().get(place).percentile(),
                    median(rounds, round -> round.latency().curve().get(place).millis())));
        }
        return curve;
    }

    private static double overRounds(List<RoundResult> rounds, String measure) {
        List<Measure> all = rounds.stream()
                .map(round -> round.measures().get(measure))
                .filter(Objects::nonNull)
                .toList();
        DoubleStream values = all.stream().mapToDouble(Measure::value);
        return switch (all.get(0).overRounds()) {
            case MEDIAN -> median(values);
            case SUM -> values.sum();
            case GREATEST -> values.max().orElse(0);
        };
    }

    private static long sum(List<RoundResult> rounds, ToLongFunction<RoundResult> count) {
        return rounds.stream().mapToLong(count).sum();
    }

    /** The middle value; of an even number of rounds the mean of the two in the middle. */
    private static double median(List<RoundResult> rounds, ToDoubleFunction<RoundResult> value) {
        return median(rounds.stream().mapToDouble(value));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
