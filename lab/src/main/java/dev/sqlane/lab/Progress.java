package dev.sqlane.lab;

import dev.sqlane.lab.report.BarProgress;
import dev.sqlane.lab.report.LineProgress;
import java.io.PrintStream;

/**
 * Hears how far the laboratory is. Called on one thread at a time.
 *
 * @since 0.1.0
 */
public interface Progress {
    /** Hears nothing. */
    Progress NONE = new Progress() {};

    /** Returns a progress bar over the whole run, for a terminal. */
    static Progress bar(PrintStream terminal) {
        return new BarProgress(terminal);
    }

    /** Returns a progress that prints a line for each strategy's part of a round, for logs and pipes. */
    static Progress lines(PrintStream out) {
        return new LineProgress(out);
    }

    /**
     * The run begins: other processes start, strategies warm up. Then come the rounds, of which there are {@code total},
     * those of all strategies together.
     */
    default void started(int total) {}

    /** A strategy begins its part of a round. */
    default void roundStarted(int round, String strategy) {}

    /**
     * The running part of a round has come further.
     *
     * @param share from 0 to 1
     */
    default void roundAdvanced(double share) {}

    /** The running part of a round is done and its database has been checked. */
    default void roundEnded(RoundResult result) {}

    /** Nothing more will come, whether the work was finished or failed. */
    default void ended() {}
}
