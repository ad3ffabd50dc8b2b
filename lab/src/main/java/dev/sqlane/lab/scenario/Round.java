package dev.sqlane.lab.scenario;

import dev.sqlane.lab.strategy.Strategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.DoubleConsumer;

/**
 * One strategy's part of a round.
 *
 * @param number counted from 1
 * @param strategy what to run
 * @param folder an empty folder for the database file
 * @param progress hears how far the round is, from 0 to 1
 */
public record Round(int number, Strategy strategy, Path folder, DoubleConsumer progress) {
    private static final Duration SHORTEST_WARM_UP = Duration.ofMillis(500);

    /** With 16 busy threads on two cores the just-in-time compiler was seen to need almost as long. */
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(3);

    /** Returns where the round's database is to be made. */
    public Path file() {
        return folder.resolve("lab.db");
    }

    /**
     * Returns how long threads work before anything counts: in the first round, where the just-in-time compiler meets the
     * strategy's code, as long as is then measured, from 0.5 to 3 s; later 0.5 s.
     *
     * @param measured how long is measured
     */
    public Duration warmUp(Duration measured) {
        if (number > 1 || measured.compareTo(SHORTEST_WARM_UP) < 0) {
            return SHORTEST_WARM_UP;
        }
        return measured.compareTo(LONGEST_WARM_UP) > 0 ? LONGEST_WARM_UP : measured;
    }
}
