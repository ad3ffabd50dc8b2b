package dev.sqlane.lab.report;

import dev.sqlane.lab.Progress;
import dev.sqlane.lab.RoundResult;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar over the whole run, for a terminal. */
public final class BarProgress implements Progress {
    /** Steps of the bar for each strategy's part of a round. */
    private static final int STEPS = 100;

    private static final int UPDATE_MILLIS = 250;

    private final PrintStream terminal;
    private @Nullable ProgressBar bar;
    private int done;

    public BarProgress(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public void started(int total) {
        bar = new ProgressBarBuilder()
                .setTaskName("laboratory")
                .setInitialMax((long) total * STEPS)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(terminal))
                .build();
        bar.setExtraMessage("warming up");
    }

    @Override
    public void roundStarted(int round, String strategy) {
        if (bar != null) {
            bar.setExtraMessage("round " + round + ", " + strategy);
        }
    }

    @Override
    public void roundAdvanced(double share) {
        if (bar != null) {
            bar.stepTo(done * (long) STEPS + Math.round(share * STEPS));
        }
    }

    @Override
    public void roundEnded(RoundResult result) {
        done++;
        roundAdvanced(0);
    }

    @Override
    public void ended() {
        if (bar != null) {
            bar.close();
        }
    }
}
