package dev.sqlane.sqlite;

import java.sql.DriverPropertyInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The settings that a JDBC URL can have, described for tools that offer them to their users. */
final class DriverOptions {
    private static final SqliteConfiguration DEFAULTS = SqliteConfiguration.defaults();

    /** In the order of the configuration's components. */
    private static final List<Option> OPTIONS = List.of(
            new Option("maxReadConnections", DEFAULTS.maxReadConnections(), "How many reads can run at once."),
            new Option(
                    "acquireTimeout",
                    DEFAULTS.acquireTimeout(),
                    "How long a statement or transaction may wait until it starts, as 30s or PT30S."),
            new Option(
                    "busyTimeout",
                    DEFAULTS.busyTimeout(),
                    "How much of that may go to one other process that holds the lock."),
            new Option(
                    "closeTimeout",
                    DEFAULTS.closeTimeout(),
                    "How long closing waits for what runs before it interrupts it."),
            new Option(
                    "synchronous",
                    DEFAULTS.synchronous(),
                    "When SQLite syncs; FULL survives a power cut with every commit.",
                    names(Synchronous.values())),
            new Option(
                    "statementCacheSize",
                    DEFAULTS.statementCacheSize(),
                    "How many prepared statements each connection of a pool keeps."),
            new Option(
                    "cacheSize", DEFAULTS.cacheSize(), "Page cache of each connection of a pool, in bytes or as 8MiB."),
            new Option("mmapSize", DEFAULTS.mmapSize(), "How many bytes of the file are mapped into memory."),
            new Option(
                    "journalSizeLimit",
                    DEFAULTS.journalSizeLimit(),
                    "To what size the write-ahead log is cut when it is reset."),
            new Option(
                    "checkpointSize",
                    DEFAULTS.checkpointSize(),
                    "From which size of the write-ahead log on a checkpoint runs in the background."),
            new Option(
                    "maxWalSize",
                    DEFAULTS.maxWalSize(),
                    "At which size of the write-ahead log writers are held up until it is emptied."),
            new Option(
                    "oldReaderAge",
                    DEFAULTS.oldReaderAge(),
                    "From when on a reader that keeps the log from being emptied is reported."),
            new Option(
                    "interruptOldReaders",
                    DEFAULTS.interruptOldReaders(),
                    "Whether such a reader's statement is interrupted.",
                    "true",
                    "false"),
            new Option("foreignKeys", DEFAULTS.foreignKeys(), "Whether foreign keys are enforced.", "true", "false"),
            new Option(
                    "groupCommit",
                    DEFAULTS.groupCommit(),
                    "Which writes may share a transaction.",
                    names(GroupCommit.values())),
            new Option("maxGroupTime", DEFAULTS.maxGroupTime(), "When a group commits though more units wait."),
            new Option("maxGroupSize", DEFAULTS.maxGroupSize(), "How many units share a transaction at most."),
            new Option("asyncQueueSize", DEFAULTS.asyncQueueSize(), "How many asynchronous writes may wait."),
            new Option(
                    "leakStacks",
                    DEFAULTS.leakStacks(),
                    "Whether it is recorded who borrows a connection, to be reported should it be lost.",
                    "true",
                    "false"));

    private DriverOptions() {}

    /** Describes all, each with its value among those given, or else its default. */
    static DriverPropertyInfo[] describe(Map<String, String> given) {
        return OPTIONS.stream().map(option -> option.describe(given)).toArray(DriverPropertyInfo[]::new);
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    private record Option(String name, Object byDefault, String description, List<String> choices) {
        Option(String name, Object byDefault, String description, String... choices) {
            this(name, byDefault, description, List.of(choices));
        }

        DriverPropertyInfo describe(Map<String, String> given) {
            DriverPropertyInfo info = new DriverPropertyInfo(name, given.getOrDefault(name, byDefault.toString()));
            info.description = description;
            info.choices = choices.isEmpty() ? null : choices.toArray(String[]::new);
            return info;
        }
    }
}
