package dev.sqlane.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Scenario {@code slow-unit}: small units that are due at fixed times, and once a second one that keeps its transaction open
 * for long.
 *
 * @param threads how many threads run the small units, from 1 to 1,000
 * @param rate how many small units are due in a second, those of all threads together, from 1 to 100,000
 * @param length how long the slow unit keeps its transaction open, from 0 to 10 s
 * @param duration how long a round measures after its warm-up, from 100 ms to 1 h
 * @since 0.1.0
 */
public record SlowUnitSettings(int threads, int rate, Duration length, Duration duration) implements ScenarioSettings {
    /** More than units come due while the slow one runs, so that they wait for the lock and not for a thread. */
    public static final int DEFAULT_THREADS = 64;

    /** Far below what any strategy reaches: without the slow unit nobody would wait. */
    public static final int DEFAULT_RATE = 500;

    /** A unit that computes in between, or asks another service. */
    public static final Duration DEFAULT_LENGTH = Duration.ofMillis(100);

    /** Five slow units. */
    public static final Duration DEFAULT_DURATION = Duration.ofSeconds(5);

    public SlowUnitSettings {
        Limits.check("threads", threads, 1, 1_000);
        Limits.check("rate", rate, 1, 100_000);
        Limits.check("length", length, Duration.ZERO, Duration.ofSeconds(10));
        Limits.checkMeasured(duration);
    }

    @Override
    public String scenario() {
        return "slow-unit";
    }

    @Override
    public List<String> strategies() {
        return List.of("sqlane", "sqlane-ungrouped", "hikari-split");
    }

    @Override
    public Map<String, Object> describe() {
        return Described.of(
                "threads", threads,
                "rate", rate,
                "lengthMillis", length.toMillis(),
                "seconds", duration);
    }
}
