package dev.sqlane.lab;

import java.util.Objects;

/**
 * A figure that only one scenario has.
 *
 * @param value what it was in a round
 * @param overRounds how the values of several rounds become one
 * @since 0.1.0
 */
public record Measure(double value, OverRounds overRounds) {
    /**
     * What becomes of the values of several rounds.
     *
     * @since 0.1.0
     */
    public enum OverRounds {
        /** The middle one; of an even number the mean of the two in the middle. */
        MEDIAN,
        /** All of them together: for what is counted. */
        SUM,
        /** The greatest: for what must never exceed a limit. */
        GREATEST
    }

    public Measure {
        Objects.requireNonNull(overRounds, "overRounds");
    }

    /** Makes one of which the median of the rounds counts. */
    public static Measure median(double value) {
        return new Measure(value, OverRounds.MEDIAN);
    }

    /** Makes one that is counted, and summed up over the rounds. */
    public static Measure sum(long count) {
        return new Measure(count, OverRounds.SUM);
    }

    /** Makes one of which the greatest of the rounds counts. */
    public static Measure greatest(double value) {
        return new Measure(value, OverRounds.GREATEST);
    }
}
