package dev.sqlane.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Scenario {@code mixed}: reads that are due at fixed times, or as many as there can be, while writers keep the file as busy as they can.
 *
 * @param threads how many threads read, from 1 to 1,000
 * @param rate how many reads are due in a second, those of all threads together, from 1 to 1,000,000; without meaning where
 *     {@code saturating} is set
 * @param saturating whether each thread reads one row after another instead, as fast as it goes: how many reads fit beside the writers
 * @param writers how many threads write, each one unit after another, from 0 to 1,000
 * @param duration how long a round measures after its warm-up, from 100 ms to 1 h
 * @since 0.1.0
 */
public record MixedSettings(int threads, int rate, boolean saturating, int writers, Duration duration)
        implements ScenarioSettings {
    public static final int DEFAULT_THREADS = 8;

    /**
     * A rate that takes a tenth of one processor or so: what is measured is what the writers do to the readers, not how many
     * reads fit beside them.
     */
    public static final int DEFAULT_RATE = 2_000;

    public static final int DEFAULT_WRITERS = 8;
    public static final Duration DEFAULT_DURATION = Duration.ofSeconds(4);

    public MixedSettings {
        Limits.check("threads", threads, 1, 1_000);
        Limits.check("rate", rate, 1, 1_000_000);
        Limits.check("writers", writers, 0, 1_000);
        Limits.checkMeasured(duration);
    }

    @Override
    public String scenario() {
        return "mixed";
    }

    @Override
    public List<String> strategies() {
        return KnownStrategies.withAllPeers("sqlane", "sqlane-ungrouped", "sqlane-async", "sqlane-query");
    }

    @Override
    public Map<String, Object> describe() {
        return Described.of(
                "threads",
                threads,
                saturating ? "saturating" : "rate",
                saturating ? (Object) true : rate,
                "writers",
                writers,
                "seconds",
                duration);
    }
}
