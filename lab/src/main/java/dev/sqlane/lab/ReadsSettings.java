package dev.sqlane.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Scenario {@code reads}: point reads by primary key, nothing else.
 *
 * @param threads how many threads read, from 1 to 1,000
 * @param duration how long a round measures after its warm-up, from 100 ms to 1 h
 * @param rows how many rows the table has, from 1 to 10,000,000
 * @since 0.1.0
 */
public record ReadsSettings(int threads, Duration duration, int rows) implements ScenarioSettings {
    public static final int DEFAULT_THREADS = 16;
    public static final Duration DEFAULT_DURATION = Duration.ofSeconds(3);

    /** About 6 MB: each connection's page cache holds it, so that what is measured is the way there and back. */
    public static final int DEFAULT_ROWS = 100_000;

    public ReadsSettings {
        Limits.check("threads", threads, 1, 1_000);
        Limits.checkMeasured(duration);
        Limits.check("rows", rows, 1, 10_000_000);
    }

    @Override
    public String scenario() {
        return "reads";
    }

    @Override
    public List<String> strategies() {
        return KnownStrategies.withAllPeers("sqlane", "sqlane-query", "sqlane-datasource");
    }

    @Override
    public Map<String, Object> describe() {
        return Described.of(
                "threads", threads,
                "seconds", duration,
                "rows", rows);
    }
}
