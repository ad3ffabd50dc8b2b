package dev.sqlane.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Scenario {@code writes}: small transactions from many threads, each thread one after another.
 *
 * @param threads how many threads write, from 1 to 10,000
 * @param virtual whether they are virtual threads; needs JDK 21 or newer
 * @param synchronous when SQLite syncs, for every strategy
 * @param statements how many statements a unit has, from 1 to 1,000: by turns an INSERT and an UPDATE
 * @param duration how long a round measures after its warm-up, from 100 ms to 1 h
 * @since 0.1.0
 */
public record WritesSettings(int threads, boolean virtual, Synchronous synchronous, int statements, Duration duration)
        implements ScenarioSettings {
    /** As many requests as a small server has under way at once. */
    public static final int DEFAULT_THREADS = 64;

    /** One INSERT and one UPDATE: the least that has to be a transaction. */
    public static final int DEFAULT_STATEMENTS = 2;

    public static final Duration DEFAULT_DURATION = Duration.ofSeconds(3);

    /**
     * When SQLite syncs.
     *
     * @since 0.1.0
     */
    public enum Synchronous {
        /** At checkpoints; a power cut may take the last transactions. */
        NORMAL,
        /** At each COMMIT. */
        FULL
    }

    public WritesSettings {
        Limits.check("threads", threads, 1, 10_000);
        Objects.requireNonNull(synchronous, "synchronous");
        Limits.check("units", statements, 1, 1_000);
        Limits.checkMeasured(duration);
    }

    @Override
    public String scenario() {
        return "writes";
    }

    @Override
    public List<String> strategies() {
        return KnownStrategies.withAllPeers("sqlane", "sqlane-ungrouped", "sqlane-async", "sqlane-jdbc");
    }

    @Override
    public Map<String, String> database() {
        return Map.of("synchronous", synchronous.name());
    }

    @Override
    public Optional<String> virtualThreadsFor() {
        return virtual ? Optional.of("option --virtual") : Optional.empty();
    }

    @Override
    public Map<String, Object> describe() {
        return Described.of(
                "threads", threads,
                "virtual", virtual,
                "synchronous", synchronous.name(),
                "statements", statements,
                "seconds", duration);
    }
}
