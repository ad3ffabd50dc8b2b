package dev.sqlane.lab;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Scenario {@code upgrade}: transactions that read, think, then write, on a few shared rows. Money goes from account to account.
 *
 * @param threads how many threads transfer, from 1 to 1,000
 * @param duration how long a round measures, from 100 ms to 1 h
 * @param think how the time between reading and writing is spent
 * @since 0.1.0
 */
public record UpgradeSettings(int threads, Duration duration, Think think) implements ScenarioSettings {
    public static final int DEFAULT_THREADS = 32;

    /** Some thousand transfers in a round, where thinking takes 1 ms on average and transfers can't overlap. */
    public static final Duration DEFAULT_DURATION = Duration.ofSeconds(4);

    /**
     * How a transaction thinks.
     *
     * @since 0.1.0
     */
    public enum Think {
        /**
         * The thread is idle, as it is while the application asks another service, waits for another lock or
         * writes to a log. The default: it charges no strategy for the processors of the machine it happens to
         * run on, so that what is compared is the order in which transactions get through. With {@link #COMPUTE} and more
         * threads than processors, strategies that let many transactions think at once, only to throw most of them
         * away, slow down the one that will succeed as well, which flatters the others.
         */
        SLEEP,
        /** The thread computes for that long, as it does while the application parses, checks or encrypts. */
        COMPUTE
    }

    public UpgradeSettings {
        Limits.check("threads", threads, 1, 1_000);
        Limits.checkMeasured(duration);
        Objects.requireNonNull(think, "think");
    }

    @Override
    public String scenario() {
        return "upgrade";
    }

    @Override
    public List<String> strategies() {
        return KnownStrategies.USUAL;
    }

    @Override
    public Map<String, Object> describe() {
        return Described.of(
                "threads", threads,
                "seconds", duration,
                "think", think.name().toLowerCase(Locale.ROOT));
    }
}
