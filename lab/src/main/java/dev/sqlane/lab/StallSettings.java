package dev.sqlane.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scenario {@code stall}: an innocent virtual thread ticks each millisecond while virtual writers wait for a lock that
 * another process holds, and virtual readers run long reads. Needs JDK 21 or newer.
 *
 * @param writers how many virtual threads want to write, from 0 to 1,000
 * @param readers how many virtual threads run one long read each, from 0 to 1,000
 * @param length how long the foreign lock is held and about how long each read takes, from 100 ms to 60 s
 * @since 0.1.0
 */
public record StallSettings(int writers, int readers, Duration length) implements ScenarioSettings {
    public static final int DEFAULT_WRITERS = 8;
    public static final int DEFAULT_READERS = 2;

    /** Below the writers' busy timeout of 5 s: nobody has a reason to fail. */
    public static final Duration DEFAULT_LENGTH = Duration.ofSeconds(3);

    public StallSettings {
        Limits.check("writers", writers, 0, 1_000);
        Limits.check("readers", readers, 0, 1_000);
        Limits.check("length", length, Duration.ofMillis(100), Duration.ofSeconds(60));
    }

    @Override
    public String scenario() {
        return "stall";
    }

    @Override
    public List<String> strategies() {
        return List.of("sqlane", "driver");
    }

    @Override
    public Optional<String> virtualThreadsFor() {
        return Optional.of("scenario stall");
    }

    @Override
    public Map<String, Object> describe() {
        return Described.of(
                "writers", writers,
                "readers", readers,
                "lengthSeconds", length);
    }
}
