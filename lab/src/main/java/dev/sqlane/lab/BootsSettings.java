package dev.sqlane.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scenario {@code boots}: one host process boots many sandboxes at once over one database, and each sandbox reports into it
 * from another process.
 *
 * @param boots how many sandboxes, from 1 to 10,000
 * @param processes how many other processes the sandboxes' own ends share, from 1 to 64; without meaning where
 *     {@code processPerSandbox} is set
 * @param processPerSandbox whether each sandbox has a process of its own, started as part of the boot
 * @param threads how many platform threads of the host boot sandboxes, from 1 to 10,000; without meaning where
 *     {@code virtual} is set
 * @param virtual whether each boot has a virtual thread of the host
 * @param limit how long a round may take before it is stopped and what is left of it counts as lost, from 1 s to 1 h
 * @since 0.1.0
 */
public record BootsSettings(
        int boots, int processes, boolean processPerSandbox, int threads, boolean virtual, Duration limit)
        implements ScenarioSettings {
    /** As in the measurement that this scenario descends from. */
    public static final int DEFAULT_BOOTS = 200;

    /** Enough processes that most lock holders are foreign to any waiter; more cost memory and prove no more. */
    public static final int DEFAULT_PROCESSES = 8;

    /**
     * Long enough for a strategy that loses a busy timeout of 5 s here and there and recovers; short enough that a whole run of
     * all strategies ends within two minutes where several don't recover.
     */
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(8);

    /** For a process per sandbox: starting a virtual machine takes half a second of a processor. */
    public static final Duration DEFAULT_LIMIT_PROCESS_PER_SANDBOX = Duration.ofMinutes(2);

    public BootsSettings {
        Limits.check("boots", boots, 1, 10_000);
        Limits.check("processes", processes, 1, 64);
        Limits.check("threads", threads, 1, 10_000);
        Limits.check("limit", limit, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    /** Returns these settings with another limit. */
    public BootsSettings withLimit(Duration limit) {
        return new BootsSettings(boots, processes, processPerSandbox, threads, virtual, limit);
    }

    @Override
    public String scenario() {
        return "boots";
    }

    @Override
    public List<String> strategies() {
        return KnownStrategies.USUAL;
    }

    @Override
    public Optional<String> virtualThreadsFor() {
        return virtual ? Optional.of("option --virtual") : Optional.empty();
    }

    @Override
    public Map<String, Object> describe() {
        return Described.of(
                "boots", boots,
                "processes", processPerSandbox ? boots : processes,
                "processPerSandbox", processPerSandbox,
                "threads", virtual ? boots : threads,
                "virtual", virtual,
                "limitSeconds", limit);
    }
}
