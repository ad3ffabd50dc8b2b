package dev.sqlane.cli.maintenance;

import dev.sqlane.cli.Terminal;
import dev.sqlane.sqlite.Backup;
import dev.sqlane.sqlite.BackupOptions;
import dev.sqlane.sqlite.BackupProgress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Runs a copy: with a bar for a person who watches, and so that Ctrl-C leaves nothing behind. */
final class Copying {
    private static final int UPDATE_MILLIS = 250;

    /** How long the process that is told to end waits for the copy to be removed. */
    private static final long CLEANING_SECONDS = 10;

    /** A copy that is to be run. */
    @FunctionalInterface
    interface Copy {
        Backup run(BackupOptions options) throws SQLException;
    }

    private Copying() {}

    static Backup run(String name, BackupOptions options, Copy copy) throws SQLException {
        Thread caller = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> endCopy(caller, ended), "end of " + name);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return Terminal.isWatched() ? runWithBar(name, options, copy) : copy.run(options);
        } finally {
            ended.countDown();
            removeHook(hook);
        }
    }

    private static void endCopy(Thread caller, CountDownLatch ended) {
        caller.interrupt();
        try {
            if (!ended.await(CLEANING_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The copy did not end; a file named .….partial may be left beside the destination.");
            }
        } catch (InterruptedException e) {
            caller.interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs.
            Thread.currentThread().interrupt();
        }
    }

    private static Backup runWithBar(String name, BackupOptions options, Copy copy) throws SQLException {
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setUnit(" pages", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build()) {
            return copy.run(options.withProgress(progress -> show(bar, progress)));
        }
    }

    private static void show(ProgressBar bar, BackupProgress progress) {
        bar.maxHint(progress.pagesTotal());
        bar.stepTo(progress.pagesDone());
    }

    /** Says what was copied where. */
    static MaintenanceCommand.Result result(String done, Path source, Backup backup) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("source", source.toAbsolutePath().toString());
        values.put("destination", backup.destination().toString());
        values.put("pages", backup.pages());
        values.put("bytes", backup.bytes());
        values.put("milliseconds", backup.took().toMillis());
        values.put("verified", backup.verified());
        String text = String.format(
                Locale.ROOT,
                "%s %s to %s: %,d pages, %,d bytes, in %s, %s.",
                done,
                source,
                backup.destination(),
                backup.pages(),
                backup.bytes(),
                MaintenanceCommand.seconds(backup.took()),
                backup.verified() ? "verified" : "not verified");
        return new MaintenanceCommand.Result(true, text, values);
    }
}
