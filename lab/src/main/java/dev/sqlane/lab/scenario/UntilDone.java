package dev.sqlane.lab.scenario;

import java.sql.SQLException;

/**
 * Work that has to be done, as an application that must not lose an order would have it: what fails is an error that was
 * seen, and counted if the time runs, and is tried again at once, as often as it takes, until the time is up.
 */
public final class UntilDone {
    private UntilDone() {}

    /** One try. */
    @FunctionalInterface
    public interface Attempt {
        void run() throws SQLException;
    }

    /**
     * Tries until it is done.
     *
     * @return whether it is; {@code false} if the time was up before
     */
    public static boolean run(Attempt attempt, TimedThreads.Window window, FailureTally failures) {
        while (true) {
            try {
                attempt.run();
                return true;
            } catch (SQLException | RuntimeException failure) {
                if (window.measuring()) {
                    failures.add(Failure.of(failure));
                }
                if (window.over()) {
                    return false;
                }
            }
        }
    }
}
