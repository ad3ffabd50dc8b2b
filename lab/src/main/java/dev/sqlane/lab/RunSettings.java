package dev.sqlane.lab;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What all scenarios have in common.
 *
 * @param runs how many rounds, from 1 to 1,000; each runs every strategy once, each on a fresh file
 * @param strategies names of strategies; empty for all that the scenario knows
 * @param directory where the fresh files go, in a folder of their own that is removed afterwards; it should be on the
 *     disk whose behaviour is of interest
 * @param database settings of the {@code sqlane} strategies, as {@link dev.sqlane.sqlite.SqliteConfiguration#from(Map)}
 *     reads them; empty for the defaults
 * @since 0.1.0
 */
public record RunSettings(int runs, List<String> strategies, Path directory, Map<String, String> database) {
    /** The default number of rounds: the least from which a median can leave out a disturbed one. */
    public static final int DEFAULT_RUNS = 3;

    public RunSettings {
        Limits.check("runs", runs, 1, 1_000);
        Objects.requireNonNull(directory, "directory");
        strategies = List.copyOf(strategies);
        database = Collections.unmodifiableMap(new LinkedHashMap<>(database));
    }
}
