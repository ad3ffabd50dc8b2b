package dev.sqlane.lab;

import java.util.List;
import java.util.Map;

/**
 * Scenario {@code kills}: a process whose threads write is killed, as by {@code kill -9}, and the next one goes on with its file.
 *
 * @param kills how many processes each strategy's part of a round kills, one after another, from 1 to 100,000
 * @param threads how many threads of each write, from 1 to 1,000
 * @since 0.1.0
 */
public record KillsSettings(int kills, int threads) implements ScenarioSettings {
    /** With both strategies and three rounds, 90 processes that each start a virtual machine: under a minute on two processors. */
    public static final int DEFAULT_KILLS = 15;

    /** So many that there is always a group open, whenever the kill comes. */
    public static final int DEFAULT_THREADS = 64;

    public KillsSettings {
        Limits.check("kills", kills, 1, 100_000);
        Limits.check("threads", threads, 1, 1_000);
    }

    @Override
    public String scenario() {
        return "kills";
    }

    @Override
    public List<String> strategies() {
        return List.of("sqlane", "sqlane-async");
    }

    @Override
    public Map<String, Object> describe() {
        return Described.of("kills", kills, "threads", threads);
    }
}
