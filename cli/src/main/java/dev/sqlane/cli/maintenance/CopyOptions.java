package dev.sqlane.cli.maintenance;

import dev.sqlane.sqlite.BackupOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of commands that copy a database. */
final class CopyOptions {
    @Option(names = "--replace", description = "Replace the file if it exists; otherwise that is refused")
    private boolean replace;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "Give up after that time. Default: ${DEFAULT-VALUE}")
    private long timeoutSeconds;

    /**
     * Returns the options.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    BackupOptions toOptions() {
        if (timeoutSeconds < 1 || timeoutSeconds > Duration.ofDays(10_000).toSeconds()) {
            throw new IllegalArgumentException("--timeout is " + timeoutSeconds
                    + ", and must be from 1 to 864000000: the seconds after which the copy is given up");
        }
        return BackupOptions.defaults().withReplace(replace).withTimeout(Duration.ofSeconds(timeoutSeconds));
    }
}
