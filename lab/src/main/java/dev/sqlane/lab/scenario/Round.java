package dev.sqlane.lab.scenario;

import dev.sqlane.lab.strategy.Strategy;
import java.nio.file.Path;
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
    /** Returns where the round's database is to be made. */
    public Path file() {
        return folder.resolve("lab.db");
    }
}
