package dev.sqlane.sqlite;

import dev.sqlane.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * How a database is opened and run. Immutable and checked: a value outside its range is refused by the constructor with
 * an {@link IllegalArgumentException} that names the value, the range and what to do, a missing one with a {@link
 * NullPointerException}.
 *
 * <pre>{@code
 * SqliteConfiguration configuration = SqliteConfiguration.builder()
 *         .busyTimeout(Duration.ofSeconds(2))
 *         .cacheSize(64L << 20)
 *         .build();
 * }</pre>
 *
 * <p>Two configurations are equal if all components are, where {@code customizer} and {@code events} usually
 * compare by identity.
 *
 * @param maxReadConnections how many reads can run at once, each on a connection of its own; 1 to 1,000. Connections are
 *     opened when they are first needed. Default: the number of processors, at least 4, since reads of cached pages are
 *     bound by the processor. A thread that has the write connection gets one more rather than wait for those who have the others, and who may
 *     wait for it
 * @param acquireTimeout how long a call may wait until its unit starts, in the queue and for the lock together; 1 ms to 1
 *     day. A {@link dev.sqlane.Task} can ask for less or more. Default: 30 s, as in microsandbox
 * @param busyTimeout how much of that may go to one foreign holder of the write lock, another process for example; 0 to 1
 *     day, where 0 means that the first busy answer fails. The time begins anew when a commit shows that the lock has changed
 *     hands. Holders that only roll back leave no such trace ({@code PRAGMA data_version} stays as it is), so several of them
 *     one after another count as one that holds on. Default: 5 s, as in microsandbox
 * @param closeTimeout how long {@code close} waits for running units before it interrupts them; 0 to 1 hour. Default: 10
 *     s, within which a container's stop signal is usually followed by the kill
 * @param synchronous when SQLite syncs to disk; a task can ask for more by its durability. Default: {@link
 *     Synchronous#NORMAL}, with which a power cut may take the last transactions but never damages the file
 * @param statementCacheSize how many prepared statements each connection keeps, the least recently used leaving first; 0
 *     to 10,000, where 0 keeps none. Default: 128
 * @param cacheSize how much memory in bytes each connection may use for pages of the file; 0 to 64 GiB, rounded down to
 *     whole KiB. Default: 8 MiB, four times SQLite's own, which dates from smaller machines
 * @param mmapSize how many bytes of the file are mapped into memory instead of being read; 0 to 1 TiB, the most that
 *     the driver's SQLite is built for, where 0 maps none. Default: 0, since with a mapping a file that someone else truncates ends the whole process (SIGBUS) instead of
 *     failing one read
 * @param journalSizeLimit to how many bytes the write-ahead log's file is cut after a checkpoint has emptied it; 0 or
 *     more, where 0 cuts it to the least possible. Default: 64 MiB, as in Rails
 * @param checkpointSize how large the write-ahead log may grow, in bytes, before a checkpoint runs in the background; 64 KiB or more.
 *     Default: 4 MiB, as SQLite's own, which runs in the commit that passes it
 * @param maxWalSize how large it may grow before the writers are held up, for at most 100 ms at a time, so that it can be emptied; no
 *     less than {@code checkpointSize}. Default: 16 MiB
 * @param oldReaderAge from when on a reader that keeps the log from being emptied is reported; more than zero. Default: 30 s
 * @param interruptOldReaders whether such a reader's statement is interrupted. Default: no
 * @param foreignKeys whether foreign keys are enforced. Default: yes, unlike SQLite's own default
 * @param groupCommit which writes may share a transaction. Default: {@link GroupCommit#UNITS}
 * @param maxGroupTime for how long a group may hold the write lock before it commits instead of taking in one more
 *     unit; 0 to 1 s. It is looked at between units: it does not end one that runs, but a task whose units have lately run for longer gets a
 *     transaction to itself. Default: 5 ms
 * @param maxGroupSize how many units share a transaction at most; 1 to 10,000. Default: 256
 * @param asyncQueueSize how many asynchronous writes may wait at once before further ones are refused; 1 to 1,000,000.
 *     Default: 10,000
 * @param asyncContext carries the caller's context to the thread on which asynchronous writes run. Default: {@link AsyncContext#NONE}
 * @param leakStacks whether the stack of whoever borrows a JDBC connection is recorded, so that a connection that was
 *     lost without {@code close} can be reported with the place. A stack costs a microsecond or more, so at most 20,000 a
 *     second are recorded in each pool, until a connection is lost whose stack was not; then all. Default: yes
 * @param pragmas further pragmas, set on every connection in this order after the engine's own. The name is an
 *     identifier, kept here in lower case; the value an identifier, a number or text in single quotes. Pragmas
 *     on which the engine depends, and those that act rather than set, are refused. Default: none
 * @param extensions loadable extensions, loaded into every connection in this order. Default: none
 * @param customizer prepares each connection after the extensions and before the settings, so that these hold whatever it
 *     did. Default: {@link ConnectionCustomizer#NONE}
 * @param events hears what happens. Default: {@link Events#NONE}
 * @since 0.1.0
 */
public record SqliteConfiguration(
        int maxReadConnections,
        Duration acquireTimeout,
        Duration busyTimeout,
        Duration closeTimeout,
        Synchronous synchronous,
        int statementCacheSize,
        long cacheSize,
        long mmapSize,
        long journalSizeLimit,
        long checkpointSize,
        long maxWalSize,
        Duration oldReaderAge,
        boolean interruptOldReaders,
        boolean foreignKeys,
        GroupCommit groupCommit,
        Duration maxGroupTime,
        int maxGroupSize,
        int asyncQueueSize,
        AsyncContext asyncContext,
        boolean leakStacks,
        Map<String, String> pragmas,
        List<Path> extensions,
        ConnectionCustomizer customizer,
        Events events) {

    /**
     * Checks all values and copies the collections.
     *
     * @throws IllegalArgumentException if a value is outside its range
     */
    public SqliteConfiguration {
        SettingChecks.range(
                "maxReadConnections",
                maxReadConnections,
                1,
                1_000,
                "give the number of reads that are to run at once; more than a few per processor gain nothing");
        SettingChecks.range(
                "acquireTimeout",
                acquireTimeout,
                Duration.ofMillis(1),
                Duration.ofDays(1),
                "give the longest time that a caller may wait");
        SettingChecks.range(
                "busyTimeout",
                busyTimeout,
                Duration.ZERO,
                Duration.ofDays(1),
                "give the longest time that another process may keep the lock, or 0 to fail at once");
        SettingChecks.range(
                "closeTimeout",
                closeTimeout,
                Duration.ZERO,
                Duration.ofHours(1),
                "give the time that running units get to end by themselves");
        Objects.requireNonNull(synchronous, "synchronous");
        SettingChecks.range(
                "statementCacheSize",
                statementCacheSize,
                0,
                10_000,
                "give the number of different statements that the program runs often, or 0 to keep none");
        SettingChecks.range(
                "cacheSize", cacheSize, 0, 64L << 30, "give bytes; every connection has a cache of this size");
        SettingChecks.range("mmapSize", mmapSize, 0, 1L << 40, "give bytes, or 0 to map nothing");
        SettingChecks.range(
                "journalSizeLimit", journalSizeLimit, 0, Long.MAX_VALUE, "give bytes, or 0 for the least possible");
        SettingChecks.range(
                "checkpointSize",
                checkpointSize,
                64 << 10,
                1L << 40,
                "give the bytes that the log may hold before they are moved into the file, some megabytes");
        SettingChecks.range(
                "maxWalSize",
                maxWalSize,
                checkpointSize,
                1L << 40,
                "give the bytes at which writers are to wait for the log to be emptied, some times checkpointSize");
        SettingChecks.range(
                "oldReaderAge",
                oldReaderAge,
                Duration.ofMillis(1),
                Duration.ofDays(365),
                "give the age from which a reader is to be reported");
        Objects.requireNonNull(groupCommit, "groupCommit");
        SettingChecks.range(
                "maxGroupTime",
                maxGroupTime,
                Duration.ZERO,
                Duration.ofSeconds(1),
                "give the time that a waiting process or a lone unit may be kept waiting for a group, a few milliseconds");
        SettingChecks.range(
                "maxGroupSize",
                maxGroupSize,
                1,
                10_000,
                "give the number of units that share a COMMIT; more than some hundred gain nothing");
        SettingChecks.range(
                "asyncQueueSize",
                asyncQueueSize,
                1,
                1_000_000,
                "give the number of writes that may wait; each holds what it is going to write in memory");
        Objects.requireNonNull(asyncContext, "asyncContext");
        pragmas = PragmaChecks.checkedCopy(pragmas);
        extensions = List.copyOf(extensions);
        Objects.requireNonNull(customizer, "customizer");
        Objects.requireNonNull(events, "events");
    }

    /** Returns the configuration in which everything has its default. */
    public static SqliteConfiguration defaults() {
        return builder().build();
    }

    /** Returns a builder in which everything has its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that begins with this configuration. */
    public Builder toBuilder() {
        return builder().configuration(this);
    }

    /**
     * Reads a configuration from text, as programs have it in files. What is not named has its default.
     *
     * <p>The keys are the names of the components, and {@code pragmas.<name>} for each pragma. The values are text:
     *
     * <ul>
     *   <li>a time is a whole number with a unit, {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h} or {@code 1d}, or in
     *       ISO-8601 form, {@code PT30S}. A bare number is refused, because nobody could know its unit;
     *   <li>a size is a whole number of bytes, or one with a unit: {@code 8MiB} counts by 1,024, {@code 8MB} by 1,000;
     *   <li>a truth value is {@code true} or {@code false}, and nothing else;
     *   <li>{@code synchronous} and {@code groupCommit} are constants by name, in any case;
     *   <li>{@code extensions} is a list of paths, separated by commas.
     * </ul>
     *
     * <p>Where a value is not text but already of the component's type, a {@code Duration} say, it is taken as it is.
     * {@code pragmas} may be a map and {@code extensions} a collection, as readers of YAML and JSON make them; {@code asyncContext},
     * {@code customizer} and {@code events} can only be objects.
     *
     * @throws IllegalArgumentException if a key is unknown, a value can't be read, or it is outside its range
     */
    public static SqliteConfiguration from(Map<String, ?> settings) {
        return SettingsReader.read(settings);
    }

    /**
     * As {@link #from(Map)}, the defaults of {@code settings} included. Since properties have no order, pragmas are set in
     * the order of their names.
     *
     * @throws IllegalArgumentException as {@link #from(Map)} does, and if a key is not text
     */
    public static SqliteConfiguration from(Properties settings) {
        return SettingsReader.read(settings);
    }

    /**
     * Puts a configuration together.
     *
     * @since 0.1.0
     */
    public static final class Builder extends SqliteSettings<Builder> {
        Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Returns the configuration as set so far. The builder can be used further.
         *
         * @throws IllegalArgumentException if a value is outside its range
         */
        public SqliteConfiguration build() {
            return toConfiguration();
        }
    }
}
