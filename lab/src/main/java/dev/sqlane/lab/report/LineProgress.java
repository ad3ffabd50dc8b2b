package dev.sqlane.lab.report;

import dev.sqlane.lab.Progress;
import dev.sqlane.lab.RoundResult;
import java.io.PrintStream;
import java.util.Locale;

/** A line for each strategy's part of a round, for logs and pipes. */
public final class LineProgress implements Progress {
    private final PrintStream out;
    private int total;
    private int done;

    public LineProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void started(int total) {
        this.total = total;
        out.println("starting and warming up");
    }

    @Override
    public void roundEnded(RoundResult result) {
        done++;
        out.printf(
                Locale.ROOT,
                "%d of %d: round %d, %s: %,d completed, %,d lost, %,d errors, %.1f s%n",
                done,
                total,
                result.round(),
                result.strategy(),
                result.completed(),
                result.lost(),
                result.busyErrors() + result.otherErrors(),
                result.seconds());
        out.flush();
    }
}
