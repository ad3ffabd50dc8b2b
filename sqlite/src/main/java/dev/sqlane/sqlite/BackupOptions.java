package dev.sqlane.sqlite;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a database is copied. Immutable; {@link #defaults()} is right for a database that is in use, and each {@code with…} gives a changed
 * copy.
 *
 * <p>With the defaults a copy writes some 55 MB a second where the disk can do more. Beside it the 99th percentile of a writer who makes 1,500
 * transactions a second stays what it is without (0.13 to 0.27 ms on two cores with other work; without pauses 0.26 to 0.56 ms).
 *
 * @param replace whether an existing destination is replaced; otherwise it is refused. Default: false
 * @param verify whether the copy is read again and checked before it takes its place. Default: true
 * @param pagesPerStep how many pages are copied between two pauses; from 1 to 1,000,000. Default: 100
 * @param pause how long each pause is; from 0, for none, to 10 s. There are none once the write-ahead log has grown by {@code maxWalSize}
 *     since the copy began: it can't be emptied before the copy ends. Default: 5 ms
 * @param timeout after which time the copy is given up; more than zero, at most 10,000 days. It bounds for how long the log can't be
 *     emptied. Default: 1 h
 * @param progress is told how far the copy is, at the beginning, at most every 50 ms, and when it is complete; on a thread of the
 *     copy's own, one call at a time, while the copy waits. What it throws ends the copy and reaches the caller. Default: nobody
 * @since 0.1.0
 */
public record BackupOptions(
        boolean replace,
        boolean verify,
        int pagesPerStep,
        Duration pause,
        Duration timeout,
        Consumer<? super BackupProgress> progress) {
    private static final BackupOptions DEFAULTS =
            new BackupOptions(false, true, 100, Duration.ofMillis(5), Duration.ofHours(1), progress -> {});

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is left; the message has the value, the range and a remedy
     */
    public BackupOptions {
        SettingChecks.range("pagesPerStep", pagesPerStep, 1, 1_000_000, "100 pages of 4 KiB take about a millisecond.");
        SettingChecks.range(
                "pause",
                pause,
                Duration.ZERO,
                Duration.ofSeconds(10),
                "zero copies as fast as the disk can; 5 ms after 100 pages spares the writers.");
        SettingChecks.range(
                "timeout",
                timeout,
                Duration.ofMillis(1),
                Duration.ofDays(10_000),
                "an hour is enough for some 200 GiB with the default pauses.");
        Objects.requireNonNull(progress, "progress");
    }

    public static BackupOptions defaults() {
        return DEFAULTS;
    }

    public BackupOptions withReplace(boolean newReplace) {
        return new BackupOptions(newReplace, verify, pagesPerStep, pause, timeout, progress);
    }

    public BackupOptions withVerify(boolean newVerify) {
        return new BackupOptions(replace, newVerify, pagesPerStep, pause, timeout, progress);
    }

    /**
     * Returns these options with that one changed.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public BackupOptions withPagesPerStep(int newPagesPerStep) {
        return new BackupOptions(replace, verify, newPagesPerStep, pause, timeout, progress);
    }

    /**
     * Returns these options with that one changed.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public BackupOptions withPause(Duration newPause) {
        return new BackupOptions(replace, verify, pagesPerStep, newPause, timeout, progress);
    }

    /**
     * Returns these options with that one changed.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public BackupOptions withTimeout(Duration newTimeout) {
        return new BackupOptions(replace, verify, pagesPerStep, pause, newTimeout, progress);
    }

    public BackupOptions withProgress(Consumer<? super BackupProgress> newProgress) {
        return new BackupOptions(replace, verify, pagesPerStep, pause, timeout, newProgress);
    }
}
