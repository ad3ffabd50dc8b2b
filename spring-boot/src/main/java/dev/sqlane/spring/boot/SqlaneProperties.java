package dev.sqlane.spring.boot;

import dev.sqlane.sqlite.GroupCommit;
import dev.sqlane.sqlite.Synchronous;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application sets under {@code sqlane}. Ranges, and where the defaults come from, are said in {@link
 * dev.sqlane.sqlite.SqliteConfiguration}.
 *
 * @param enabled Whether Sqlane opens the database that sqlane.path or spring.datasource.url names.
 * @param path Path of the database file, relative to the working directory if it has no root. A missing file is created, a missing folder is not.
 * @param temporary Whether to use a new file in a temporary folder instead, gone when the application ends. For tests: it counts before any path or URL.
 * @param name What meters call the database. Default: the file's name without its extension.
 * @param maxReadConnections How many reads can run at once. Default: the number of processors, at least 4.
 * @param acquireTimeout How long a call may wait until its statement or transaction starts: for a connection and for the lock together.
 * @param busyTimeout How much of that may go to one other process that holds the write lock.
 * @param closeTimeout How long closing lets running units end before it interrupts them.
 * @param synchronous When SQLite syncs to disk; FULL survives a power cut with every commit.
 * @param statementCacheSize How many prepared statements each connection keeps.
 * @param cacheSize Page cache of each connection.
 * @param mmapSize How much of the file is mapped into memory; 0 maps none.
 * @param journalSizeLimit To what size the write-ahead log is cut when it is reset.
 * @param checkpointSize From which size of the write-ahead log on a checkpoint runs in the background.
 * @param maxWalSize At which size of the write-ahead log writers are held up, for at most 100 ms, until it is emptied.
 * @param oldReaderAge From when on a reader that keeps the write-ahead log from being emptied is reported.
 * @param interruptOldReaders Whether such a reader's statement is interrupted.
 * @param foreignKeys Whether foreign keys are enforced.
 * @param groupCommit Which writes may share a transaction.
 * @param maxGroupTime When a group of units commits though more units wait.
 * @param maxGroupSize How many units share a transaction at most.
 * @param asyncQueueSize How many asynchronous writes may wait at once.
 * @param leakStacks Whether to record who borrows a connection, to name it should it be lost without close.
 * @param pragmas Further pragmas by name, set on every connection and read back.
 * @param extensions Paths of loadable extensions, loaded into every connection in this order.
 * @param metrics Meters.
 * @since 0.1.0
 */
@ConfigurationProperties("sqlane")
public record SqlaneProperties(
        @DefaultValue("true") boolean enabled,
        // Text, not Path: Spring would look for a Path on the class path first.
        @Nullable String path,
        @DefaultValue("false") boolean temporary,
        @Nullable String name,
        @Nullable Integer maxReadConnections,
        @DefaultValue("30s") Duration acquireTimeout,
        @DefaultValue("5s") Duration busyTimeout,
        @DefaultValue("10s") Duration closeTimeout,
        @DefaultValue("normal") Synchronous synchronous,
        @DefaultValue("128") int statementCacheSize,
        @DefaultValue("8MB") DataSize cacheSize,
        @DefaultValue("0B") DataSize mmapSize,
        @DefaultValue("64MB") DataSize journalSizeLimit,
        @DefaultValue("4MB") DataSize checkpointSize,
        @DefaultValue("16MB") DataSize maxWalSize,
        @DefaultValue("30s") Duration oldReaderAge,
        @DefaultValue("false") boolean interruptOldReaders,
        @DefaultValue("true") boolean foreignKeys,
        @DefaultValue("units") GroupCommit groupCommit,
        @DefaultValue("5ms") Duration maxGroupTime,
        @DefaultValue("256") int maxGroupSize,
        @DefaultValue("10000") int asyncQueueSize,
        @DefaultValue("true") boolean leakStacks,
        @DefaultValue Map<String, String> pragmas,
        @DefaultValue List<String> extensions,
        @DefaultValue Metrics metrics) {

    public SqlaneProperties {
        // In the order of the properties.
        pragmas = Collections.unmodifiableMap(new LinkedHashMap<>(pragmas));
        extensions = List.copyOf(extensions);
    }

    /**
     * Meters of the database.
     *
     * @param taskNames How many task names the meters tell apart; all further ones are called other. With 0 they have no task names.
     * @since 0.1.0
     */
    public record Metrics(@DefaultValue("0") int taskNames) {}

    /** The settings of the database as {@link dev.sqlane.sqlite.SqliteConfiguration#from(Map)} reads them. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (maxReadConnections != null) {
            settings.put("maxReadConnections", maxReadConnections);
        }
        settings.put("acquireTimeout", acquireTimeout);
        settings.put("busyTimeout", busyTimeout);
        settings.put("closeTimeout", closeTimeout);
        settings.put("synchronous", synchronous);
        settings.put("statementCacheSize", statementCacheSize);
        settings.put("cacheSize", cacheSize.toBytes());
        settings.put("mmapSize", mmapSize.toBytes());
        settings.put("journalSizeLimit", journalSizeLimit.toBytes());
        settings.put("checkpointSize", checkpointSize.toBytes());
        settings.put("maxWalSize", maxWalSize.toBytes());
        settings.put("oldReaderAge", oldReaderAge);
        settings.put("interruptOldReaders", interruptOldReaders);
        settings.put("foreignKeys", foreignKeys);
        settings.put("groupCommit", groupCommit);
        settings.put("maxGroupTime", maxGroupTime);
        settings.put("maxGroupSize", maxGroupSize);
        settings.put("asyncQueueSize", asyncQueueSize);
        settings.put("leakStacks", leakStacks);
        pragmas.forEach((pragma, value) -> settings.put("pragmas." + pragma, value));
        settings.put("extensions", extensions.stream().map(Path::of).toList());
        return settings;
    }
}
